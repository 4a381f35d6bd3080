import Foundation
import MAGFiles

/// Lines of numbers separated by commas, read in order.
///
/// Numbers are decimal, with a point and an exponent if need be; a comma may end a line.
struct NNetText {
  private let path: String
  private let bytes: Data
  private var cursor: ByteCursor
  private(set) var line = 0

  init(_ bytes: Data, path: String) {
    self.path = path
    self.bytes = bytes
    cursor = ByteCursor(bytes)
  }

  func damaged(_ reason: String) -> CheckpointFailure {
    .badLine(path: path, format: "NNet", line: line, reason: reason)
  }

  /// Steps over the comment lines at the start.
  mutating func skipComments() {
    while true {
      var ahead = cursor
      guard let start = ahead.read(count: 2), start.elementsEqual("//".utf8) else { return }
      _ = nextLine()
    }
  }

  /// The next line's numbers.
  ///
  /// - Parameter what: what the line holds, for failures.
  mutating func numbers(_ what: String) throws(CheckpointFailure) -> [Double] {
    guard let text = nextLine() else {
      line += 1
      throw damaged("the file ends before \(what)")
    }
    var fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    if let last = fields.last, last.allSatisfy({ $0 == 0x20 }) { fields.removeLast() }
    var values: [Double] = []
    values.reserveCapacity(fields.count)
    for field in fields {
      let word = field.drop { $0 == 0x20 }
      guard word.allSatisfy(Self.isNumeric),
        let value = Double(String(decoding: word, as: UTF8.self)), value.isFinite
      else {
        let shown = String(decoding: word.prefix(20), as: UTF8.self).debugDescription
        throw damaged("expected \(what), found \(shown)")
      }
      values.append(value)
    }
    return values
  }

  /// The next line's numbers, which must be so many.
  mutating func numbers(
    _ count: Int, _ what: String, orOneMore: Bool = false
  ) throws(CheckpointFailure) -> [Double] {
    let values = try numbers(what)
    guard values.count == count || (orOneMore && values.count == count + 1) else {
      throw damaged(
        "expected \(count)\(orOneMore ? " or \(count + 1)" : "") numbers, \(what), "
          + "found \(values.count)")
    }
    return values
  }

  /// The next line's numbers, which must be whole and positive.
  mutating func counts(_ what: String) throws(CheckpointFailure) -> [Int] {
    let values = try numbers(what)
    let counts = values.compactMap { Int(exactly: $0) }
    guard counts.count == values.count, counts.allSatisfy({ $0 > 0 }) else {
      throw damaged("expected whole positive numbers, \(what)")
    }
    return counts
  }

  /// Only empty lines may follow.
  mutating func expectEnd() throws(CheckpointFailure) {
    while let rest = nextLine() {
      guard rest.allSatisfy({ $0 == 0x20 }) else { throw damaged("text after the last bias") }
    }
  }

  private mutating func nextLine() -> Data? {
    guard cursor.remaining > 0 else { return nil }
    line += 1
    var text = cursor.readLine() ?? cursor.read(count: cursor.remaining) ?? Data()
    if text.last == 0x0D { text.removeLast() }
    return text
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch Unicode.Scalar(byte) {
    case "0"..."9", "+", "-", ".", "e", "E": true
    default: false
    }
  }
}
