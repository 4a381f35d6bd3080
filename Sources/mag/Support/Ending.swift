import ArgumentParser
import Foundation
import MAG

/// How the process ends after an error: its exit code and what it says.
struct Ending: Equatable {
  var code: Int32
  /// On standard output (help, version) for code 0, else on standard error.
  var text: String
}

extension Ending {
  /// The ending that an error of a running command asks for.
  ///
  /// - Failures of the library: the exit code of their kind and their sentence.
  /// - Help and the like: 0. What the argument parser refuses: 64 and its sentence.
  /// - Anything else is our own fault: 70.
  init(of error: any Error) {
    if let failure = error as? any Failure {
      self.init(code: Self.code(of: failure.kind), text: Self.sentence("\(failure)"))
    } else if let code = error as? ExitCode {
      self.init(code: code.rawValue, text: "")
    } else if Mag.exitCode(for: error) == .success {
      self.init(code: 0, text: Mag.fullMessage(for: error))
    } else if Mag.exitCode(for: error) == .validationFailure {
      self.init(code: Self.code(of: .usage), text: Self.sentence(Mag.message(for: error)))
    } else {
      self.init(
        code: Self.code(of: .software),
        text: Self.sentence("an internal error stopped mag (\(error)); please report it"))
    }
  }

  /// The ending that an error of parsing asks for: 0 for help, version and completion scripts, else
  /// 64 with the sentence of the parser or of the option that was refused.
  init(ofParsing error: any Error) {
    if Mag.exitCode(for: error) == .success {
      self.init(of: error)
    } else {
      self.init(code: Self.code(of: .usage), text: Self.sentence(Mag.message(for: error)))
    }
  }

  /// The exit codes of sysexits.h, as scripts know them.
  static func code(of kind: FailureKind) -> Int32 {
    switch kind {
    case .usage: 64
    case .badData: 65
    case .noInput: 66
    case .unavailable: 69
    case .software: 70
    case .cannotWrite: 73
    case .cannotRead: 74
    }
  }

  /// On one line, `error:` before it and a full stop behind it.
  private static func sentence(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
      .joined(separator: " ")
    let isClosed = line.hasSuffix(".") || line.hasSuffix("?") || line.hasSuffix("!")
    return "error: \(line)\(isClosed ? "" : ".")"
  }

  /// Says what there is to say and ends the process.
  func exitProcess() -> Never {
    if !text.isEmpty {
      if code == 0 {
        try? StandardOutput.write(text + "\n")
      } else {
        StandardError.write(text + "\n")
      }
    }
    exit(code)
  }
}
