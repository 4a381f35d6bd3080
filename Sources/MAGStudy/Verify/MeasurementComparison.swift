import Foundation
import MAGFiles

/// The numbers of a figure as recorded, beside those of measuring again.
public struct MeasurementComparison: Sendable {
  /// A pair of numbers that are not the same.
  public struct Deviation: Sendable, Equatable {
    /// For example `models[1].cosines[512]`.
    public var path: String
    public var recorded: Double
    public var measured: Double
    /// The difference in units of what is allowed.
    public var share: Double
  }

  /// How many numbers were compared.
  public private(set) var count = 0
  /// The one that uses up most of its tolerance; nil where all are equal.
  public private(set) var largest: Deviation?
  /// What is not the same within its tolerance, the first of it, in words; nil where all is.
  public private(set) var difference: String?

  public var agrees: Bool { difference == nil }

  private let schema: String
  private let names: [String: String]

  /// - Parameters:
  ///   - recorded: the data of a figure, `schema` among them; what is under `provenance` is not
  ///     compared.
  ///   - measured: the data of the same figure, measured again.
  ///   - renaming: the recorded names of models by those of the new measurement, which differ where
  ///     names are paths.
  public init(recorded: JSONValue, measured: JSONValue, renaming: [String: String] = [:]) {
    names = renaming
    if case .object(let members) = recorded, case .string(let text)? = members["schema"] {
      schema = text
    } else {
      schema = ""
    }
    compare(recorded, measured, key: "", path: "")
  }

  private mutating func compare(
    _ recorded: JSONValue, _ measured: JSONValue, key: String, path: String
  ) {
    switch (recorded, measured) {
    case (.object(let old), .object(let new)):
      for name in Set(old.keys).union(new.keys).sorted() where path + name != "provenance" {
        let inner = path.isEmpty ? name : "\(path).\(name)"
        compare(old[name] ?? .null, new[name] ?? .null, key: name, path: inner)
      }
    case (.array(let old), .array(let new)):
      guard old.count == new.count else {
        return note("\(path): recorded \(old.count) values, measured \(new.count)")
      }
      compare(old, new, key: key, path: path)
    default:
      if let old = recorded.double, let new = measured.double {
        if let deviation = deviation(old, new, key: key, path: path) { note(deviation) }
      } else if renamed(measured) != recorded {
        note("\(path): recorded \(recorded.words), measured \(measured.words)")
      }
    }
  }

  /// Elements of a list, of which a few numbers may flip.
  private mutating func compare(
    _ recorded: [JSONValue], _ measured: [JSONValue], key: String, path: String
  ) {
    let tolerance = MeasurementTolerance.of(schema: schema, key: key)
    var flipped: [Deviation] = []
    for (index, (old, new)) in zip(recorded, measured).enumerated() {
      let inner = "\(path)[\(index)]"
      guard let oldNumber = old.double, let newNumber = new.double else {
        compare(old, new, key: key, path: inner)
        continue
      }
      if let beyond = deviation(oldNumber, newNumber, key: key, path: inner) {
        flipped.append(beyond)
      }
    }
    if Double(flipped.count) > tolerance.flips * Double(recorded.count), let first = flipped.first {
      note(first)
    }
  }

  /// Counts a pair of numbers in.
  ///
  /// - Returns: what is beyond the tolerance.
  private mutating func deviation(
    _ recorded: Double, _ measured: Double, key: String, path: String
  ) -> Deviation? {
    count += 1
    guard recorded != measured else { return nil }
    let allowed = MeasurementTolerance.of(schema: schema, key: key).scale * max(1, abs(recorded))
    let found = Deviation(
      path: path, recorded: recorded, measured: measured,
      share: abs(recorded - measured) / allowed)
    if found.share > largest?.share ?? 0 { largest = found }
    return found.share <= 1 ? nil : found
  }

  private func renamed(_ value: JSONValue) -> JSONValue {
    guard case .string(let text) = value, let name = names[text] else { return value }
    return .string(name)
  }

  private mutating func note(_ deviation: Deviation) {
    note("\(deviation.path): recorded \(deviation.recorded), measured \(deviation.measured)")
  }

  private mutating func note(_ sentence: String) { difference = difference ?? sentence }

  /// What came out, for people.
  public var sentence: String {
    if let difference { return difference }
    guard let largest else { return "\(count) numbers, all equal" }
    return "\(count) numbers; the largest deviation is at \(largest.path): recorded "
      + "\(largest.recorded), measured \(largest.measured), "
      + String(format: "%.2g", largest.share) + " of what is allowed"
  }
}

extension JSONValue {
  /// A number of either kind.
  fileprivate var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// Shortly, for sentences.
  fileprivate var words: String {
    switch self {
    case .null: "nothing"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): "'\(text.printable)'"
    case .array(let elements): "\(elements.count) values"
    case .object: "an object"
    }
  }
}
