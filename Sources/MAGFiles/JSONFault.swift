import Foundation

/// The first place where a text stops being JSON (RFC 8259), for messages: Foundation's decoder only
/// says that it is not valid.
struct JSONFault: Equatable {
  /// Both count from 1; columns are Unicode scalars.
  let line: Int
  let column: Int
  /// What is wrong there, to follow "at line 1, column 1: ".
  let reason: String

  /// Looks through the whole text once, without recursion.
  ///
  /// - Returns: nil for JSON whose numbers all lie in the range of `Double`.
  static func first(in data: Data) -> JSONFault? {
    var scanner = JSONScanner(bytes: [UInt8](data))
    guard let reason = scanner.fault() else { return nil }
    let before = scanner.bytes[..<scanner.index]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return JSONFault(
      line: 1 + before.count { $0 == UInt8(ascii: "\n") },
      column: 1 + String(decoding: before[start...], as: UTF8.self).unicodeScalars.count,
      reason: reason)
  }
}

/// Walks JSON token by token; `index` stays at the token that is wrong.
private struct JSONScanner {
  private enum Expected: String {
    case value = "a value"
    case valueOrEnd = "a value or ]"
    case keyOrEnd = "a key in quotes or }"
    case key = "a key in quotes"
    case colon = "a colon"
    case commaOrEnd = "a comma or the end of the list or object"
    case nothing = "the end of the file"
  }

  let bytes: [UInt8]
  private(set) var index = 0
  /// The brackets that are open.
  private var open: [UInt8] = []
  private var expected = Expected.value

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func fault() -> String? {
    while true {
      while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
      guard index < bytes.count else {
        if expected == .nothing { return nil }
        return bytes.isEmpty
          ? "it is empty" : "it ends where \(expected.rawValue) is expected: it was cut off"
      }
      if let fault = token() { return fault }
    }
  }

  private mutating func token() -> String? {
    let byte = bytes[index]
    switch (byte, expected) {
    case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrEnd):
      open.append(byte)
      step(to: .keyOrEnd)
    case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrEnd):
      open.append(byte)
      step(to: .valueOrEnd)
    case (UInt8(ascii: "}"), .keyOrEnd), (UInt8(ascii: "]"), .valueOrEnd): close()
    case (UInt8(ascii: "}"), .commaOrEnd) where open.last == UInt8(ascii: "{"): close()
    case (UInt8(ascii: "]"), .commaOrEnd) where open.last == UInt8(ascii: "["): close()
    case (UInt8(ascii: ","), .commaOrEnd):
      step(to: open.last == UInt8(ascii: "{") ? .key : .value)
    case (UInt8(ascii: ":"), .colon): step(to: .value)
    case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .keyOrEnd):
      return string(then: .colon)
    case (UInt8(ascii: "\""), .value), (UInt8(ascii: "\""), .valueOrEnd):
      return string(then: open.isEmpty ? .nothing : .commaOrEnd)
    case (_, .value), (_, .valueOrEnd): return word()
    default: return "expected \(expected.rawValue), found \(text(from: index))"
    }
    return nil
  }

  private mutating func step(to next: Expected) {
    index += 1
    expected = next
  }

  private mutating func close() {
    open.removeLast()
    step(to: open.isEmpty ? .nothing : .commaOrEnd)
  }

  /// Steps over a string.
  private mutating func string(then next: Expected) -> String? {
    var end = index + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] < 0x20 { return "a string holds a control character; write it as an escape" }
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count else { return "a string has no end: the file was cut off" }
    index = end + 1
    expected = next
    return nil
  }

  /// Steps over a number, true, false or null.
  private mutating func word() -> String? {
    let rest = bytes[index...]
    let end = rest.firstIndex { $0 <= 0x20 || ",:[]{}\"".utf8.contains($0) } ?? bytes.endIndex
    let word = String(decoding: bytes[index..<end], as: UTF8.self)
    if !["true", "false", "null"].contains(word) {
      if ["nan", "inf", "infinity"].contains(word.trimmingPrefix(/[-+]/).lowercased()) {
        return "expected a finite number, found \(word); leave undefined values out"
      }
      guard word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil else {
        return "expected \(expected.rawValue), found \(text(from: index))"
      }
      guard let number = Double(word), number.isFinite else {
        return "the number \(word.prefix(24)) is beyond the largest that there is, 1.8e308"
      }
    }
    index = end
    expected = open.isEmpty ? .nothing : .commaOrEnd
    return nil
  }

  /// A little of what stands at a place, for messages.
  private func text(from start: Int) -> String {
    let end = bytes[start...].firstIndex { $0 <= 0x20 || ",:]}".utf8.contains($0) }
    let some = String(
      decoding: bytes[start..<min(max(end ?? bytes.endIndex, start + 1), start + 24)], as: UTF8.self
    )
    return "'\(some.printable)'"
  }
}
