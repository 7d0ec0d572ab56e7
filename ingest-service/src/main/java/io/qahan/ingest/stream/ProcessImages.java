package io.qahan.ingest.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tasks of this process know of images, put together. Each task knows the images of its
 * partition; but clients with different partitioners may put one id on two partitions, and of an id
 * only one task may make an answer. Tasks of other processes are not seen here.
 *
 * <p>Nothing is kept that the tasks' stores do not hold: a task that goes takes what it knows with
 * it. So an image that is refused as another task's duplicate is in that task's store, or its
 * record will be read again. Thread safe.
 */
final class ProcessImages {
  private final Map<String, Object> pending = new ConcurrentHashMap<>();
  private final Map<Object, AnsweredImages> tasks = new ConcurrentHashMap<>();

  /**
   * A task begins.
   *
   * @param waiting what waits in its store
   */
  void open(Object task, AnsweredImages answered, Iterable<String> waiting) {
    tasks.put(task, answered);
    waiting.forEach(id -> pending.putIfAbsent(id, task));
  }

  /** A task goes. */
  void close(Object task) {
    tasks.remove(task);
    pending.values().removeIf(owner -> owner == task);
  }

  /** Takes an image for a task; false if it waits or was answered in another one. */
  boolean take(Object task, String id, long now) {
    Object owner = pending.putIfAbsent(id, task);
    if (owner != null) {
      return owner == task;
    }
    if (isAnsweredElsewhere(task, id, now)) {
      pending.remove(id, task);
      return false;
    }
    return true;
  }

  /**
   * Whether it is for a task to answer an image that waits in its store. Not if it waits or was
   * answered in another one too: two processes took it, and one has the partitions of both now.
   */
  boolean mayAnswer(Object task, String id, long now) {
    Object owner = pending.get(id);
    return owner == task || (owner == null && !isAnsweredElsewhere(task, id, now));
  }

  /** The image waits no longer: if it was answered, the task's store must know that by now. */
  void release(Object task, String id) {
    pending.remove(id, task);
  }

  private boolean isAnsweredElsewhere(Object task, String id, long now) {
    for (Map.Entry<Object, AnsweredImages> other : tasks.entrySet()) { // for every image: no stream
      if (other.getKey() != task && other.getValue().contains(id, now)) {
        return true;
      }
    }
    return false;
  }
}
