import Foundation

/// A table for people: aligned columns, numbers to the right, two spaces between.
struct TextTable {
  private let header: [String]
  private let isText: [Bool]
  private var rows: [[String]] = []

  /// - Parameter textColumns: the columns that hold words and stand to the left.
  init(_ header: [String], textColumns: Set<Int> = [0]) {
    self.header = header
    isText = header.indices.map { textColumns.contains($0) }
  }

  /// Adds a row; missing cells are empty, and names from files are made printable.
  mutating func append(_ row: [String]) {
    rows.append(
      row.map(\.printable) + Array(repeating: "", count: max(0, header.count - row.count)))
  }

  var isEmpty: Bool { rows.isEmpty }

  /// The table with a final newline; no trailing spaces.
  var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      var line = ""
      for column in header.indices {
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        line +=
          (column > 0 ? "  " : "")
          + (isText[column] ? row[column] + padding : padding + row[column])
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A number with a fixed count of decimals, `-` where it is undefined.
  static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value else { return "-" }
    return String(format: "%.\(decimals)f", value)
  }

  /// An angle in degrees with two decimals, `-` where it is undefined.
  static func degrees(_ value: Double?) -> String { value.map { fixed($0, 2) + "°" } ?? "-" }

  /// A small number such as 3.1e-12, `-` where it is undefined.
  static func scientific(_ value: Double?) -> String {
    value.map { String(format: "%.1e", $0) } ?? "-"
  }
}
