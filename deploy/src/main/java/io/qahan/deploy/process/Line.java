package io.qahan.deploy.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP line on loopback between two processes, which can be cut and slowed. While it is cut
 * nothing passes and nobody is told, as in a network that lost its packets; what was sent arrives
 * once it is whole again, if both sides have waited for it. Thread safe.
 */
public final class Line implements AutoCloseable {
  private static final int CHUNK = 16_384;
  private static final int BACKLOG = 64;

  private final String service;
  private final String broker;
  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition whole = lock.newCondition();
  private boolean cut;
  private Duration delay = Duration.ZERO;
  private boolean closed;

  private Line(String service, String broker, int target, ServerSocket server) {
    this.service = service;
    this.broker = broker;
    this.target = target;
    this.server = server;
  }

  /**
   * Opens a line.
   *
   * @param service who calls
   * @param broker who is called
   * @param target the port, on loopback, where that listens, or will
   */
  static Line open(String service, String broker, int target) throws IOException {
    ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Line line = new Line(service, broker, target, server);
    line.start(line::accept, "calls");
    return line;
  }

  public String service() {
    return service;
  }

  public String broker() {
    return broker;
  }

  int target() {
    return target;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Lets nothing pass, in neither direction, until {@link #mend}. */
  public void cut() {
    lock.lock();
    try {
      cut = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Delays what passes.
   *
   * @param by how much, for each 16 KiB or less, so that the line is narrow too
   */
  public void slow(Duration by) {
    lock.lock();
    try {
      delay = by;
    } finally {
      lock.unlock();
    }
  }

  /** The line is as at first. */
  public void mend() {
    lock.lock();
    try {
      cut = false;
      delay = Duration.ZERO;
      whole.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      whole.signalAll();
    } finally {
      lock.unlock();
    }
    closeQuietly(server);
    open.forEach(Line::closeQuietly);
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = server.accept();
        open.add(caller);
        start(() -> connect(caller), "connects");
      }
    } catch (IOException e) {
      close(); // as it is at the end
    }
  }

  private void connect(Socket caller) {
    Socket called = new Socket();
    open.add(called);
    try {
      pass();
      called.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      start(() -> pump(caller, called), "asks");
      pump(called, caller);
    } catch (IOException | InterruptedException e) { // nobody listens there
      end(caller, called);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        pass();
        out.write(chunk, 0, read);
      }
    } catch (IOException | InterruptedException e) {
      // one of the two is gone
    } finally {
      end(from, to);
    }
  }

  /** Returns when the next bytes may go on. */
  private void pass() throws InterruptedException {
    Duration wait;
    lock.lock();
    try {
      while (cut && !closed) {
        whole.await();
      }
      wait = delay;
    } finally {
      lock.unlock();
    }
    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
  }

  private void end(Socket one, Socket other) {
    closeQuietly(one);
    closeQuietly(other);
    open.remove(one);
    open.remove(other);
  }

  private void start(Runnable work, String does) {
    Thread thread = new Thread(work, service + " " + does + " " + broker);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // it is of no use any more
    }
  }
}
