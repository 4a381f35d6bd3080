import MAGFiles

/// Any key of an object, to find those that nobody reads.
private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// The container of an object that has no keys but these: what is written by hand has slips, and a
  /// key that nobody reads would change nothing without a word.
  ///
  /// - Throws: `DecodingError.dataCorrupted` naming the first key, in alphabetical order, that is
  ///   none of them.
  func strictContainer<Key: CodingKey & CaseIterable>(
    keyedBy type: Key.Type, also others: [String] = []
  ) throws -> KeyedDecodingContainer<Key> {
    let known = Key.allCases.map(\.stringValue)
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    if let stray = found.first(where: { !known.contains($0) && !others.contains($0) }) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: codingPath,
          debugDescription: "there is no key '\(OrderedJSON.snakeCase(stray))'; known are "
            + known.map(OrderedJSON.snakeCase).joined(separator: ", ")))
    }
    return try container(keyedBy: type)
  }
}
