package io.greenloom.bench;

/** The smallest program: what remains of its time is the start of the JVM and of its agents. */
public final class Hello {
  private Hello() {}

  /**
   * Says hello.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    System.out.println("Hello");
  }
}
