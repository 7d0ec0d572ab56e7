package io.qahan.dwave.http;

import okhttp3.Call;
import okhttp3.EventListener;

/** Whether anything of a request has left this machine. Thread safe. */
final class Departure {
  /** Notes the departure of every call whose request is tagged with one. */
  static final EventListener WATCH =
      new EventListener() {
        @Override
        public void requestHeadersStart(Call call) {
          Departure departure = call.request().tag(Departure.class);
          if (departure != null) {
            departure.departed = true;
          }
        }
      };

  private volatile boolean departed;

  boolean departed() {
    return departed;
  }
}
