package io.qahan.deploy.offline.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The data sets that can be fetched. */
enum PublicData {
  /** Four gzipped IDX files, as they were first published. */
  MNIST {
    @Override
    List<RemoteFile> files() {
      return List.of(
          mnist(
              "train-images-idx3-ubyte.gz",
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          mnist(
              "train-labels-idx1-ubyte.gz",
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          mnist(
              "t10k-images-idx3-ubyte.gz",
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          mnist(
              "t10k-labels-idx1-ubyte.gz",
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));
    }
  },

  /** One archive of binary batches. */
  CIFAR10 {
    @Override
    List<RemoteFile> files() {
      return List.of(
          new RemoteFile(
              "cifar-10-binary.tar.gz",
              List.of("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
              "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
              Optional.empty()));
    }
  };

  private static final List<String> MNIST_HOMES =
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "https://yann.lecun.com/exdb/mnist/");

  abstract List<RemoteFile> files();

  private static RemoteFile mnist(String name, String sha256, String contentSha256) {
    Stream<String> homes = MNIST_HOMES.stream().map(home -> home + name);
    return new RemoteFile(name, homes.toList(), sha256, Optional.of(contentSha256));
  }
}
