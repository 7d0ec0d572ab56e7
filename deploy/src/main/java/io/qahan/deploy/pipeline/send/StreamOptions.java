package io.qahan.deploy.pipeline.send;

import picocli.CommandLine.Option;

/** The options of every command that sends one stream of images: how many, how fast, how good. */
public final class StreamOptions {
  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "How many; over and over if more than there are (default: demo 5000, send each once).")
  private Integer images;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Images a second; 0: as fast as they are answered, or taken (default: demo 250, send 200).")
  private Double rate;

  @Option(
      names = "--corrupt",
      paramLabel = "N",
      defaultValue = "0",
      description = "Mix in N records that must end as dead letters (default: 0).")
  private int corrupt;

  /**
   * The stream that is wanted.
   *
   * @param imagesUnlessSaid how many images where nobody says it
   * @param rateUnlessSaid how many of them a second
   * @throws IllegalArgumentException if an option is out of its range
   */
  public StreamPlan plan(int imagesUnlessSaid, double rateUnlessSaid, LabelTiming labels) {
    return new StreamPlan(
        images == null ? imagesUnlessSaid : images,
        rate == null ? rateUnlessSaid : rate,
        labels,
        corrupt);
  }
}
