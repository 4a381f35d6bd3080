import Foundation
import MAGFigures
import MAGFiles
import MAGGeometry

/// Records of an atlas as comma-separated values: a row a crossing, with the line's own values in
/// each; a line without crossings is one row whose crossing fields are empty.
///
/// `crossings` says how many rows belong to a line, so that a line that was cut off is noticed.
enum AtlasCSV {
  static let columns = [
    "checkpoint", "family", "number", "from_index", "from_label", "to_index", "to_label",
    "method", "status", "pieces", "start_class", "end_class", "length", "points_checked",
    "largest_logit_difference", "relative_logit_difference", "crossings_confirmed", "delta",
    "crossings", "crossing", "t", "from_class", "to_class", "angle_degrees", "alignment",
    "in_manifold_cosine", "kink_gap", "angle_before", "angle_after", "direction_alignment",
    "on_manifold_term", "off_manifold_term",
  ]

  /// Columns that belong to the line: all before `crossing`.
  private static let ownCount = columns.firstIndex(of: "crossing") ?? 0

  static let header = columns.joined(separator: ",")

  /// The rows of a record, each with its line feed.
  static func lines(_ record: AtlasRecord) -> String {
    let line = record.result
    let certificate = record.result.certificate
    let own: [CSVTable.Field] = [
      .text(record.checkpoint), .text(record.family.rawValue), .integer(record.number),
      .index(line.from.index), .index(line.from.label), .index(line.to.index),
      .index(line.to.label), .text(line.method.rawValue), .text(line.status.rawValue),
      .index(line.pieces), .integer(line.startClass), .integer(line.endClass),
      .number(line.length), .index(certificate?.pointsChecked),
      .number(certificate?.largestLogitDifference), .number(certificate?.relativeLogitDifference),
      .index(certificate?.crossingsConfirmed), .number(certificate?.delta),
      .integer(line.crossings.count),
    ]
    guard !line.crossings.isEmpty else {
      let empty = [CSVTable.Field](repeating: .index(nil), count: columns.count - own.count)
      return CSVTable.line(own + empty) + "\n"
    }
    let prefix = CSVTable.line(own) + ","
    return line.crossings.enumerated().map { index, crossing in
      let sides = crossing.anglesOneSided ?? []
      let fields: [CSVTable.Field] = [
        .integer(index), .number(crossing.t), .integer(crossing.fromClass),
        .integer(crossing.toClass), .number(crossing.angleDegrees), .number(crossing.alignment),
        .number(crossing.inManifoldCosine), .number(crossing.kinkGap),
        .number(sides.first ?? nil), .number(sides.last ?? nil),
        .number(crossing.directionAlignment), .number(crossing.onManifoldTerm),
        .number(crossing.offManifoldTerm),
      ]
      return prefix + CSVTable.line(fields) + "\n"
    }.joined()
  }

  /// The fields of a row: commas separate them, quotes may surround them and are doubled within.
  static func fields(_ row: String) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var isAfterQuote = false
    for letter in row.unicodeScalars {
      if letter == "\"" {
        // The second of two quotes within a field stands for one.
        if isAfterQuote { field.unicodeScalars.append(letter) }
        isAfterQuote = isQuoted
        isQuoted.toggle()
      } else if letter == ",", !isQuoted {
        fields.append(field)
        field = ""
        isAfterQuote = false
      } else {
        field.unicodeScalars.append(letter)
        isAfterQuote = false
      }
    }
    return fields + [field]
  }

  /// The rows of one record while they are read.
  struct Rows {
    private(set) var record: AtlasRecord
    private let expected: Int
    /// The line's own fields, which each of its rows repeats.
    private let own: ArraySlice<String>

    var isComplete: Bool { record.result.crossings.count == expected }

    /// Begins with a record's first row.
    ///
    /// - Throws: `AtlasFailure.badRecord`.
    init(_ line: LineReader.Line, path: String) throws(AtlasFailure) {
      let row = try Row(line, path: path)
      expected = try row.integer("crossings")
      guard expected >= 0 else {
        throw row.refuse("crossings: expected at least 0, found \(expected)")
      }
      own = row.own
      record = try row.record()
      if expected > 0 { record.result.crossings = [try row.crossing(0, of: record)] }
    }

    /// Adds the next row.
    mutating func append(_ line: LineReader.Line, path: String) throws(AtlasFailure) {
      let row = try Row(line, path: path)
      let crossing = try row.crossing(record.result.crossings.count, of: record)
      for (column, pair) in zip(AtlasCSV.columns, zip(own, row.own)) where pair.0 != pair.1 {
        throw row.refuse("\(column): expected \(pair.0) as in the row before, found \(pair.1)")
      }
      record.result.crossings.append(crossing)
    }
  }

  /// One row with its values by name.
  private struct Row {
    let values: [String]
    let path: String
    let number: Int

    init(_ line: LineReader.Line, path: String) throws(AtlasFailure) {
      values = AtlasCSV.fields(String(decoding: line.bytes, as: UTF8.self))
      self.path = path
      number = line.number
      guard values.count == AtlasCSV.columns.count else {
        throw refuse("expected \(AtlasCSV.columns.count) fields, found \(values.count)")
      }
    }

    /// The fields before those of the crossing.
    var own: ArraySlice<String> { values.prefix(AtlasCSV.ownCount) }

    func refuse(_ reason: String) -> AtlasFailure {
      .badRecord(path: path, line: number, reason: reason)
    }

    func text(_ column: String) -> String {
      AtlasCSV.columns.firstIndex(of: column).map { values[$0] } ?? ""
    }

    /// A value, nil for an empty field.
    func optional<Value: LosslessStringConvertible>(
      _ column: String, _ type: Value.Type
    ) throws(AtlasFailure) -> Value? {
      let text = text(column)
      guard !text.isEmpty else { return nil }
      guard let value = Value(text) else { throw refuse("\(column) is '\(text)'") }
      return value
    }

    func required<Value: LosslessStringConvertible>(
      _ column: String, _ type: Value.Type
    ) throws(AtlasFailure) -> Value {
      guard let value = try optional(column, type) else { throw refuse("\(column) is missing") }
      return value
    }

    func integer(_ column: String) throws(AtlasFailure) -> Int { try required(column, Int.self) }
    func number(_ column: String) throws(AtlasFailure) -> Double? {
      try optional(column, Double.self)
    }

    /// One of an enumeration's words.
    func word<Value: RawRepresentable>(
      _ column: String, _ type: Value.Type
    ) throws(AtlasFailure) -> Value where Value.RawValue == String {
      guard let value = Value(rawValue: text(column)) else {
        throw refuse("\(column) is '\(text(column))'")
      }
      return value
    }

    /// The record without its crossings.
    func record() throws(AtlasFailure) -> AtlasRecord {
      let crossings = try integer("crossings")
      var path = LinePath(
        status: try word("status", LineStatus.self), method: try word("method", PathMethod.self),
        pieces: try optional("pieces", Int.self), startClass: try integer("start_class"),
        endClass: try integer("end_class"), length: try required("length", Double.self),
        crossings: [])
      if let points = try optional("points_checked", Int.self) {
        path.certificate = LineCertificate(
          pointsChecked: points,
          largestLogitDifference: try required("largest_logit_difference", Double.self),
          relativeLogitDifference: try required("relative_logit_difference", Double.self),
          crossingsConfirmed: try integer("crossings_confirmed"), crossingsChecked: crossings,
          delta: try required("delta", Double.self))
      }
      return AtlasRecord(
        checkpoint: text("checkpoint"), family: try word("family", AtlasFamily.self),
        number: try integer("number"),
        result: PairResult(
          from: PairResult.EndPoint(
            index: try integer("from_index"), label: try integer("from_label")),
          to: PairResult.EndPoint(index: try integer("to_index"), label: try integer("to_label")),
          path: path))
    }

    /// The crossing of this row, which must be that of the given number on the record's line.
    func crossing(_ index: Int, of record: AtlasRecord) throws(AtlasFailure) -> Crossing {
      guard text("checkpoint") == record.checkpoint, text("family") == record.family.rawValue,
        try integer("number") == record.number, try integer("crossing") == index
      else {
        throw refuse("expected crossing \(index) of \(record.family.rawValue) \(record.number)")
      }
      var crossing = Crossing(
        t: try required("t", Double.self), fromClass: try integer("from_class"),
        toClass: try integer("to_class"))
      crossing.angleDegrees = try number("angle_degrees")
      crossing.alignment = try number("alignment")
      crossing.inManifoldCosine = try number("in_manifold_cosine")
      crossing.kinkGap = try number("kink_gap")
      let sides = [try number("angle_before"), try number("angle_after")]
      if sides.contains(where: { $0 != nil }) { crossing.anglesOneSided = sides }
      crossing.directionAlignment = try number("direction_alignment")
      crossing.onManifoldTerm = try number("on_manifold_term")
      crossing.offManifoldTerm = try number("off_manifold_term")
      return crossing
    }
  }
}
