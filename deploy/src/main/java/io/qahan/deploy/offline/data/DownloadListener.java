package io.qahan.deploy.offline.data;

/** Told how a download goes, from the thread that downloads. */
interface DownloadListener {
  /** The file was there already. */
  default void present(RemoteFile file) {}

  /**
   * More has come.
   *
   * @param bytes so far
   * @param total of the file; -1 if the server does not say
   */
  default void progressed(RemoteFile file, long bytes, long total) {}

  default void finished(RemoteFile file) {}
}
