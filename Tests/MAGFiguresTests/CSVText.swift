import Foundation
import Testing

@testable import MAGFigures

/// Comma-separated text taken apart by RFC 4180's grammar, written without a look at the writer.
enum CSVText {
  static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)[...]
    func end() {
      row.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    while let byte = bytes.popFirst() {
      switch (byte, isQuoted) {
      case (34, true) where bytes.first == 34:
        field.append(34)
        bytes.removeFirst()
      case (34, _): isQuoted.toggle()
      case (44, false): end()
      case (10, false):
        end()
        rows.append(row)
        row = []
      default: field.append(byte)
      }
    }
    return rows
  }

  /// Checks a figure's table field by field: numbers by value, everything else by its characters.
  static func expect(
    _ figure: some PaperFigure, _ expected: [[String]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = rows(String(decoding: figure.table.data, as: UTF8.self))
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (row, wanted) in zip(found, expected) {
      #expect(row.count == wanted.count, "\(row)", sourceLocation: sourceLocation)
      for (field, want) in zip(row, wanted) {
        let isSame = Double(want).map { Double(field) == $0 } ?? (field == want)
        #expect(isSame, "'\(field)' instead of '\(want)' in \(row)", sourceLocation: sourceLocation)
      }
    }
  }
}
