import MAGFiles

@testable import MAGNetwork

/// What every refusal of bytes must be: one sentence about the file, in the class of bad data.
enum Refusal {
  /// The names of the failure's cases, from the outside in, after its words are looked at.
  static func name(of error: any Error, by reader: FuzzedReader) throws(Violation) -> String {
    if let failure = error as? any Failure {
      let sentence = failure.description
      try Violation.check(failure.kind == .badData, "not of the class of bad data: \(sentence)")
      // PNGFile does not know what its bytes are called; its callers say it.
      if reader != .png {
        try Violation.check(
          sentence.hasPrefix(FuzzedReader.path) && sentence.hasSuffix("."),
          "no sentence that begins with the file: \(sentence)")
      }
      try Violation.check(
        sentence.printable == sentence,
        "control characters reach the terminal: \(sentence.debugDescription)")
    } else {
      // Below the public interface, where the caller makes a failure of it.
      try Violation.check(error is SafetensorsHeader.Problem, "\(type(of: error)) is no failure")
    }
    return cases(of: error).joined(separator: " ")
  }

  /// For example `onnx badNode`; the type's name for an error that has no cases.
  private static func cases(of error: any Error) -> [String] {
    let mirror = Mirror(reflecting: error)
    guard mirror.displayStyle == .enum, let child = mirror.children.first, let label = child.label
    else { return ["\(type(of: error))"] }
    let associated = Mirror(reflecting: child.value)
    let values =
      associated.displayStyle == .tuple ? associated.children.map(\.value) : [child.value]
    return [label] + values.compactMap { $0 as? any Error }.flatMap { cases(of: $0) }
  }
}
