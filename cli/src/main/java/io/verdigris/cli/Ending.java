package io.verdigris.cli;

/** Tells a command that the process was asked to end, by SIGINT, SIGTERM or SIGHUP. */
@FunctionalInterface
interface Ending {
  /** Something that was registered and can be taken back. */
  interface Registration {
    /** Takes it back. */
    void close();
  }

  /**
   * Runs the action when the process is asked to end.
   *
   * @param letGo what to do before it ends; it must come to an end by itself
   * @return takes it back
   */
  Registration onEnd(Runnable letGo);

  /** Returns this process' own: it ends with {@link ExitStatus#UNEXPECTED} after the action. */
  static Ending ofProcess() {
    return letGo -> {
      var hook =
          new Thread(
              () -> {
                letGo.run();
                System.out.flush();
                System.err.flush();
                // the virtual machine would end with 128 + the signal's number
                Runtime.getRuntime().halt(ExitStatus.UNEXPECTED.code());
              },
              "verdigris-end");
      Runtime.getRuntime().addShutdownHook(hook);
      return () -> remove(hook);
    };
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs by now, and ends the process
    }
  }
}
