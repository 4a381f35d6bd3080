import Foundation

/// Why a value could not become JSON, or JSON not the value.
public enum JSONFailure: Failure, Equatable {
  /// A NaN or an infinity, which JSON has no words for.
  case nonFinite(keyPath: String, value: String)
  /// A value that encoded nothing, or encoded twice.
  case notEncodable(keyPath: String, reason: String)
  /// Text that is not JSON, or numbers that nothing can hold; lines and columns count from 1.
  case notJSON(name: String, line: Int, column: Int, reason: String)
  /// JSON that lacks what its reader needs.
  case notDecodable(name: String, keyPath: String, reason: String)

  public var kind: FailureKind {
    switch self {
    case .nonFinite, .notEncodable: .software
    case .notJSON, .notDecodable: .badData
    }
  }

  public var description: String {
    switch self {
    case .nonFinite(let keyPath, let value):
      "JSON at \(keyPath): expected a finite number, found \(value); "
        + "a value that is undefined must be written as null."
    case .notEncodable(let keyPath, let reason):
      "JSON at \(keyPath): the value cannot be written (\(reason))."
    case .notJSON(let name, _, _, _), .notDecodable(let name, _, _):
      "\(name): \(detail)."
    }
  }

  /// What is wrong, without the name of the JSON and without an end, for sentences that name it.
  package var detail: String {
    switch self {
    case .nonFinite, .notEncodable: description
    case .notJSON(_, let line, let column, let reason):
      "no valid JSON at line \(line), column \(column): \(reason.printable)"
    case .notDecodable(_, let keyPath, let reason):
      "at \(keyPath), \(reason.printable); the file was not made by this version of mag, or changed"
    }
  }
}

/// JSON whose bytes follow from the value alone, for results that people compare and read.
///
/// - Keys stand in the order in which the type encodes them (the declaration order of synthesised
///   conformances), as snake_case; `schema` comes first in the outermost object. Dictionaries are
///   sorted by key, and their keys, being data, are left as they are.
/// - `nil` is `null`, also for `encodeIfPresent`, so an undefined value is visibly undefined.
/// - Numbers are the shortest digits that read back as the same number; NaN and infinities throw.
/// - Two spaces of indentation; an array of scalars stands on one line.
public enum OrderedJSON {
  /// The value as JSON in UTF-8, with a final newline.
  ///
  /// - Throws: `JSONFailure.nonFinite`, `.notEncodable`, and what the value's own `encode` throws.
  public static func encode(_ value: some Encodable) throws -> Data {
    var text = ""
    try tree(value).render(into: &text, indentation: 0)
    text += "\n"
    return Data(text.utf8)
  }

  /// The value as JSON on one line, without a final newline: for logs of one object a line.
  ///
  /// - Throws: as `encode`.
  public static func encodeLine(_ value: some Encodable) throws -> Data {
    var text = ""
    try tree(value).renderLine(into: &text)
    return Data(text.utf8)
  }

  private static func tree(_ value: some Encodable) throws -> JSONSlot {
    let slot = JSONSlot()
    try JSONBuilder(slot: slot, path: []).write(value)
    if case .empty = slot.content {
      throw JSONFailure.notEncodable(keyPath: "the root", reason: "it encodes nothing")
    }
    slot.moveToFront(key: "schema")
    return slot
  }

  /// Reads a value whose keys are in snake_case.
  ///
  /// - Parameters:
  ///   - type: of the value.
  ///   - data: JSON in UTF-8.
  ///   - name: what messages call the JSON, usually the path of its file.
  /// - Throws: `JSONFailure.notJSON` naming the line, `.notDecodable` naming the key.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, name: String = "JSON"
  ) throws(JSONFailure) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: data)
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      guard let fault = JSONFault.first(in: data) else {
        throw .notDecodable(name: name, keyPath: "the root", reason: context.debugDescription)
      }
      throw .notJSON(name: name, line: fault.line, column: fault.column, reason: fault.reason)
    } catch let error as DecodingError {
      let (context, reason) = explain(error)
      throw .notDecodable(name: name, keyPath: keyPath(context.codingPath), reason: reason)
    } catch {
      throw .notDecodable(name: name, keyPath: "the root", reason: "\(error)")
    }
  }

  private static func explain(_ error: DecodingError) -> (DecodingError.Context, String) {
    switch error {
    case .keyNotFound(let key, let context):
      (context, "the key '\(snakeCase(key.stringValue))' is missing")
    case .valueNotFound(let type, let context):
      (context, "expected a value of type \(type), found null")
    case .typeMismatch(let type, let context):
      (context, "expected a value of type \(type), found another")
    case .dataCorrupted(let context):
      (context, "the value cannot be used (\(context.debugDescription))")
    @unknown default:
      (DecodingError.Context(codingPath: [], debugDescription: ""), "it cannot be decoded")
    }
  }

  /// A path for messages: `curves[3].accuracy`.
  static func keyPath(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + snakeCase(key.stringValue)
      }
    }
    return text.isEmpty ? "the root" : text
  }

  /// `kinkGap` → `kink_gap`, `inputSTDValue` → `input_std_value`; what has no capitals stays.
  package static func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
      if letter.isUppercase {
        let follows = index > 0 && !letters[index - 1].isUppercase && letters[index - 1] != "_"
        let opens =
          index > 0 && letters[index - 1].isUppercase && index + 1 < letters.count
          && letters[index + 1].isLowercase
        if follows || opens { result += "_" }
      }
      result += letter.lowercased()
    }
    return result
  }
}
