import Foundation

/// Runs other programs: found on the path, never through a shell, in this process's group, so that
/// Ctrl-C ends them together with it.
public enum ChildProcess {
  /// How a program ended.
  public struct Outcome: Sendable {
    /// The exit status; 128 + signal when a signal ended the program; 127 when it was not found.
    public let status: Int32
    /// The last line that is not blank of what it wrote to standard error, or what else is known.
    public let lastLine: String
  }

  /// The program of this process.
  public static var ownProgram: String {
    Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
  }

  /// Runs a program to its end, its output discarded but for the last line of standard error.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments.
  ///   - showsErrors: whether its standard error is this process's own, and then has no last line.
  ///   - poll: called about ten times a second while the program runs.
  public static func run(
    _ command: [String], showsErrors: Bool = false, poll: () -> Void = {}
  ) -> Outcome {
    guard let program = command.first, let errors = tmpfile() else {
      return Outcome(status: 127, lastLine: "the program could not be started")
    }
    defer { fclose(errors) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    if !showsErrors {
      posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO)
    }

    let arguments = CStringArray(command)
    let environment = CStringArray(
      ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" })
    var child: pid_t = 0
    let failure = posix_spawnp(
      &child, program, &actions, nil, arguments.pointers, environment.pointers)
    if failure != 0 {
      let reason = failure == ENOENT ? "is not installed" : "could not be started"
      return Outcome(status: 127, lastLine: "\(program) \(reason)")
    }
    let status = wait(for: child, poll: poll)
    if status == 127 { return Outcome(status: 127, lastLine: "\(program) is not installed") }
    return Outcome(status: status, lastLine: lastLine(of: errors))
  }

  private static func wait(for child: pid_t, poll: () -> Void) -> Int32 {
    var status: Int32 = 0
    var pauseMicroseconds: UInt32 = 1000
    while true {
      let result = waitpid(child, &status, WNOHANG)
      if result == child { break }
      if result < 0, errno != EINTR { return 127 }
      usleep(pauseMicroseconds)
      pauseMicroseconds = min(100_000, pauseMicroseconds * 2)
      poll()
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// The last line that is not blank of the last 4096 bytes.
  private static func lastLine(of file: UnsafeMutablePointer<FILE>) -> String {
    let window = 4096
    let descriptor = fileno(file)
    let end = lseek(descriptor, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: window)
    let count = pread(descriptor, &bytes, window, max(0, end - off_t(window)))
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .last { !$0.isEmpty } ?? "no message"
  }
}

/// C strings with a null pointer at the end, for `argv` and `environ`.
private final class CStringArray {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      (pointers + index).initialize(to: strdup(string))
    }
    (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
