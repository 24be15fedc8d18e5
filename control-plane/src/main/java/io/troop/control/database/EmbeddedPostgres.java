package io.troop.control.database;

import io.troop.settings.SettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server of our own, as a child process. Its data stays where it is and every commit
/// reaches the disk. It listens on 127.0.0.1 only and takes nobody without the password, which
/// stands in a file that only our own user reads.
///
/// One process at a time holds the folder's lock. So a server that still runs when the lock is free
/// was left behind by a control plane that was killed, and is stopped before a new one starts.
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String USER = "troop";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final FileChannel lock;
  private final String password;
  private final int port;
  private final Process server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedPostgres(
      Path folder, FileChannel lock, String password, int port, Process server) {
    this.folder = folder;
    this.lock = lock;
    this.password = password;
    this.port = port;
    this.server = server;
  }

  /// Starts a server and waits until it takes connections.
  ///
  /// @param folder where programs, data and password are kept; made when missing
  /// @param port the port on 127.0.0.1; 0 for any that is free
  /// @throws SettingException when another process uses the folder
  /// @throws IllegalStateException when the server does not start; the message names its log
  public static EmbeddedPostgres start(Path folder, int port) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel lock = lock(folder);
      try {
        return startLocked(folder, lock, port);
      } catch (IOException | InterruptedException | RuntimeException problem) {
        lock.close();
        throw problem;
      }
    } catch (IOException problem) {
      throw new IllegalStateException(
          "no embedded PostgreSQL in " + folder + ": " + problem, problem);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL started", interrupted);
    }
  }

  private static EmbeddedPostgres startLocked(Path folder, FileChannel lock, int wantedPort)
      throws IOException, InterruptedException {
    Path programs = PostgresPrograms.unpackedBelow(folder);
    Path data = folder.resolve("data");
    String password = password(folder);
    if (Files.exists(data)) {
      stopOrphan(data);
    } else {
      initialise(programs, folder, data);
    }
    int port = wantedPort == 0 ? freePort() : wantedPort;
    Process server =
        command(
                programs.resolve("bin/postgres").toString(),
                "-D" + data,
                "-p" + port,
                "-clisten_addresses=127.0.0.1",
                "-cunix_socket_directories=",
                "-cpassword_encryption=scram-sha-256",
                "-cfsync=on",
                "-csynchronous_commit=on",
                "-cfull_page_writes=on",
                "-cmax_connections=120",
                // Else initdb makes them 5 and 64 of its files, which are small here: a
                // checkpoint every few seconds of writes, and whole pages in the log after it.
                "-cmin_wal_size=256MB",
                "-cmax_wal_size=1GB",
                "-cjit=off",
                "-crandom_page_cost=1.1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("postgres.log").toFile())
            .start();
    EmbeddedPostgres started = new EmbeddedPostgres(folder, lock, password, port, server);
    // Until the caller has it, nobody else ends it when this process is told to end.
    Thread orphaned = Thread.ofPlatform().unstarted(server::destroy);
    Runtime.getRuntime().addShutdownHook(orphaned);
    try {
      started.awaitConnections();
      Runtime.getRuntime().removeShutdownHook(orphaned);
    } catch (RuntimeException | InterruptedException problem) {
      server.destroyForcibly();
      throw problem;
    }
    LOG.info("embedded PostgreSQL on 127.0.0.1:{}, data in {}", port, data);
    return started;
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new SettingException(
          "TROOP_HOME: the database in "
              + folder
              + " is in use by another control plane (expected: a folder of its own, or"
              + " KONG_PG_HOST for a shared server)");
    }
    return channel;
  }

  private static String password(Path folder) throws IOException {
    Path file = folder.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path half = folder.resolve("password.new");
      Files.deleteIfExists(half);
      Files.createFile(
          half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(half, HexFormat.of().formatHex(random));
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /// Makes the data folder beside its place and moves it there when it is whole.
  private static void initialise(Path programs, Path folder, Path data)
      throws IOException, InterruptedException {
    Path half = Files.createTempDirectory(folder, "data-new");
    Path log = folder.resolve("initdb.log");
    Process initdb =
        command(
                programs.resolve("bin/initdb").toString(),
                "-D" + half,
                "-U" + USER,
                "--pwfile=" + folder.resolve("password"),
                "--auth=scram-sha-256",
                "-EUTF8",
                "--no-locale",
                // Whoever commits when a file of the log is full waits until the next is
                // written and synced, zeros only: 50 ms and more for one of 16 MB.
                "--wal-segsize=1")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (initdb.waitFor() != 0) {
      throw new IllegalStateException("initdb failed: see " + log);
    }
    Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void stopOrphan(Path data) throws IOException, InterruptedException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    Optional<ProcessHandle> orphan =
        lines.isEmpty() || !lines.getFirst().strip().matches("\\d+")
            ? Optional.empty()
            : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(handle -> isServerOf(handle, data));
    if (orphan.isPresent()) {
      LOG.warn("stopping the PostgreSQL server {} that was left behind", orphan.get().pid());
      interrupt(orphan.get().pid());
      try {
        orphan.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        throw new IllegalStateException(
            "the PostgreSQL server " + orphan.get().pid() + " does not stop: end it by hand", e);
      }
    } else {
      // The machine went down, and the number in the file now belongs to nobody or to a stranger.
      Files.delete(file);
    }
  }

  /// Numbers of processes are used again: a stranger's server is not ours to stop. PostgreSQL works
  /// in its data folder, and says so on its command line.
  private static boolean isServerOf(ProcessHandle handle, Path data) {
    try {
      Path place = Path.of("/proc", String.valueOf(handle.pid()), "cwd");
      if (Files.isSymbolicLink(place)) {
        return place.toRealPath().equals(data.toRealPath());
      }
    } catch (IOException unreadable) {
      LOG.debug("where {} works can't be read", handle.pid(), unreadable);
    }
    return handle.info().commandLine().map(line -> line.contains(data.toString())).orElse(false);
  }

  private void awaitConnections() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = DriverManager.getConnection(url("postgres"), USER, password)) {
        connection.isValid(1);
        return;
      } catch (SQLException notYet) {
        if (!server.isAlive() || System.nanoTime() > end) {
          throw new IllegalStateException(
              "PostgreSQL does not start: see " + folder.resolve("postgres.log"), notYet);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it is.
  private static ProcessBuilder command(String... words) {
    List<String> all = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      all.add("unshare");
      all.add("-U");
    }
    all.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    builder.environment().put("TZ", "UTC");
    return builder;
  }

  /// SIGINT means: end every session, write everything down, stop.
  private static void interrupt(long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(pid)).start().waitFor();
  }

  /// The JDBC address of one of its databases.
  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&reWriteBatchedInserts=true"
        .formatted(port, database);
  }

  /// Where it listens on 127.0.0.1.
  public int port() {
    return port;
  }

  /// How to reach its main database.
  DatabaseSettings settings() {
    return new DatabaseSettings(url("postgres"), USER, password, "public");
  }

  /// How to reach a new, empty database; for tests.
  DatabaseSettings freshDatabase(String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, password);
        java.sql.Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return new DatabaseSettings(url(name), USER, password, "public");
  }

  /// Lets go of the folder and leaves the server running, as a process that is killed does; for
  /// tests.
  void abandon() throws IOException {
    closed.set(true);
    lock.close();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      interrupt(server.pid());
      if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("PostgreSQL {} did not stop in {}; killing it", server.pid(), PATIENCE);
        server.destroyForcibly();
      }
      lock.close();
    } catch (IOException problem) {
      LOG.warn("PostgreSQL was not stopped in order", problem);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
