package io.greenloom.bench;

/** When the load generator sends requests; called on its one thread. */
interface Schedule {
  /**
   * Sends what has to be sent now.
   *
   * @return whether more will have to be sent that is no answer to a response
   */
  boolean sendDue(LoadClient client);

  /** A response has come on a connection, which has no request under way now. */
  void onResponse(LoadClient client, Connection connection, long now);
}
