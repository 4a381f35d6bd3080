/// What the JSON header of a safetensors file says, before it is held against the file's data.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type: String
    var extents: [Int]
    /// Bytes begin..<end of the data.
    var begin: Int
    var end: Int
  }

  /// Where and why the header is not what it should be.
  struct Problem: Error, Equatable {
    /// Bytes from the start of the header.
    let offset: Int
    let reason: String
  }

  static let metadataKey = "__metadata__"

  var entries: [Entry] = []
  var metadata: CheckpointMetadata = [:]

  init() {}

  /// Reads the header's bytes: one JSON object, spaces after it.
  ///
  /// A name that occurs twice, an unknown field, a negative or fractional number: all are refused.
  init(parsing bytes: [UInt8]) throws(Problem) {
    var scanner = JSONScanner(bytes)
    var names: Set<String> = []
    try scanner.readObject { scanner, key throws(Problem) in
      guard names.insert(key).inserted else { throw scanner.problem("\(key) occurs twice") }
      if key == Self.metadataKey {
        try scanner.readObject { scanner, key throws(Problem) in
          let value = try scanner.readString()
          if metadata[key] != nil { throw scanner.problem("metadata \(key) occurs twice") }
          metadata[key] = value
        }
      } else {
        entries.append(try Self.readEntry(named: key, from: &scanner))
      }
    }
    try scanner.expectEnd()
  }

  private static func readEntry(
    named name: String, from scanner: inout JSONScanner
  ) throws(Problem) -> Entry {
    var type: String?
    var extents: [Int]?
    var range: [Int]?
    try scanner.readObject { scanner, field throws(Problem) in
      switch field {
      case "dtype" where type == nil: type = try scanner.readString()
      case "shape" where extents == nil: extents = try scanner.readIntegers()
      case "data_offsets" where range == nil: range = try scanner.readIntegers()
      default: throw scanner.problem("tensor \(name) has an unexpected field \(field)")
      }
    }
    guard let type, let extents, let range, range.count == 2 else {
      throw scanner.problem("tensor \(name) needs dtype, shape and two data_offsets")
    }
    return Entry(name: name, type: type, extents: extents, begin: range[0], end: range[1])
  }

  /// The header's bytes, filled up with spaces to a multiple of 8.
  ///
  /// Keys stand in a fixed order: the metadata in theirs, then the tensors in theirs.
  func encoded() -> [UInt8] {
    var members: [String] = []
    if !metadata.entries.isEmpty {
      let pairs = metadata.entries.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\"\(Self.metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    for entry in entries {
      let shape = entry.extents.map(String.init).joined(separator: ",")
      members.append(
        "\(Self.quoted(entry.name)):{\"dtype\":\(Self.quoted(entry.type)),\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(entry.begin),\(entry.end)]}")
    }
    var bytes = Array("{\(members.joined(separator: ","))}".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }

  /// A JSON string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
