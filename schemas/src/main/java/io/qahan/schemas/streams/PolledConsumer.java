package io.qahan.schemas.streams;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * A consumer that is polled in another way than its own, as the main consumers of Kafka Streams
 * are. Everything else goes to the consumer itself. Not thread safe, as consumers are not.
 */
public final class PolledConsumer {
  private PolledConsumer() {}

  /**
   * Wraps a consumer.
   *
   * @param poll called in place of its {@code poll}; it may call that
   */
  @SuppressWarnings("unchecked") // a proxy of the one interface named
  public static Consumer<byte[], byte[]> over(
      Consumer<byte[], byte[]> consumer, Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            PolledConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) ->
                method.getName().equals("poll") && arguments[0] instanceof Duration timeout
                    ? poll.apply(timeout)
                    : invoke(consumer, method, arguments));
  }

  private static Object invoke(Consumer<byte[], byte[]> consumer, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
