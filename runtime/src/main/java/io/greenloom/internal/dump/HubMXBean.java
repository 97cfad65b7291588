package io.greenloom.internal.dump;

/** What JMX can ask of Greenloom, under the name {@code io.greenloom:type=Hub}. */
public interface HubMXBean {
  /** The name of the bean. */
  String NAME = "io.greenloom:type=Hub";

  /** {@return what {@code io.greenloom.Hub.dump} returns} */
  String dump();

  /** {@return what {@code io.greenloom.Hub.internalErrors} returns} */
  long getInternalErrors();
}
