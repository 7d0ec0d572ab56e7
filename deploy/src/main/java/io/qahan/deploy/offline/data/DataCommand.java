package io.qahan.deploy.offline.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qahan data}: gets the full data sets. */
@Command(
    name = "data",
    description = "Get a full data set from its public home, or from a folder of yours.")
public final class DataCommand implements Callable<Integer> {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  @Parameters(paramLabel = "SET", description = "mnist or cifar10.")
  private PublicData set;

  @Option(names = "--to", paramLabel = "DIR", required = true, description = "Where to put it.")
  private Path to;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Take the files from this folder instead of the network.")
  private Path from;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(to);
    PrintWriter out = spec.commandLine().getOut();
    OkHttpClient client =
        new OkHttpClient.Builder().connectTimeout(SILENCE).readTimeout(SILENCE).build();
    Downloads downloads = new Downloads(client, new DownloadText(out));
    for (RemoteFile file : set.files()) {
      Path got = from == null ? downloads.fetch(file, to) : new LocalCopies(from).copy(file, to);
      if (set == PublicData.CIFAR10) {
        out.println(CifarArchive.unpack(got, to) + " files unpacked");
      }
    }
    out.println("use it as --dataset " + set.name().toLowerCase(Locale.ROOT) + ":" + to);
    out.flush();
    return 0;
  }
}
