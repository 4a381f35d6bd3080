import Foundation

/// A table of plain values as comma-separated text (RFC 4180, lines ended by a single line feed).
public struct CSVTable: Sendable, Equatable {
  public enum Field: Sendable, Equatable {
    case text(String)
    case integer(Int)
    /// Written with the shortest digits that read back as the same number; `nil` is an empty field.
    case number(Double?)
    /// A whole number, or an empty field.
    case index(Int?)

    fileprivate var written: String {
      switch self {
      case .integer(let value): return "\(value)"
      case .index(let value): return value.map { "\($0)" } ?? ""
      case .number(let value): return value.map { "\($0)" } ?? ""
      case .text(let text):
        guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
        return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
      }
    }
  }

  public let header: [String]
  public private(set) var rows: [[Field]] = []

  public init(header: [String]) { self.header = header }

  /// - Precondition: as many fields as the header has names.
  public mutating func append(_ row: [Field]) {
    precondition(row.count == header.count, "a row has as many fields as the header")
    rows.append(row)
  }

  /// One row as text, without the line feed.
  public static func line(_ row: [Field]) -> String {
    row.map(\.written).joined(separator: ",")
  }

  /// The table in UTF-8, header first.
  public var data: Data {
    let lines = [header.joined(separator: ",")] + rows.map(CSVTable.line)
    return Data((lines.joined(separator: "\n") + "\n").utf8)
  }
}
