/// An object under construction: keys in the order in which they are encoded, absent values null.
struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let builder: JSONBuilder
  var codingPath: [any CodingKey] { builder.codingPath }

  /// The place of a key: a new one at the end, or, encoded again, the place it had.
  private func place(_ key: any CodingKey, path: [any CodingKey]) -> JSONBuilder {
    let name =
      builder.keysAreData ? key.stringValue : OrderedJSON.snakeCase(key.stringValue)
    let slot = JSONSlot()
    if case .object(var entries) = builder.slot.content {
      builder.slot.content = .empty  // Gives up the other reference, so that append copies nothing.
      if let index = entries.firstIndex(where: { $0.key == name }) {
        entries[index].value = slot
      } else {
        entries.append((name, slot))
      }
      builder.slot.content = .object(entries)
    }
    return JSONBuilder(slot: slot, path: path)
  }

  private func place(_ key: Key) -> JSONBuilder { place(key, path: codingPath + [key]) }

  private func putOptional(_ value: (some Encodable)?, _ key: Key) throws {
    if let value { try place(key).write(value) } else { encodeNil(forKey: key) }
  }

  func encodeNil(forKey key: Key) { place(key).slot.content = .scalar("null") }
  func encode(_ value: some Encodable, forKey key: Key) throws { try place(key).write(value) }

  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try putOptional(value, key) }
  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try putOptional(value, key)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { place(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    place(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    let key = JSONKey(stringValue: "super")
    return place(key, path: codingPath + [key])
  }

  func superEncoder(forKey key: Key) -> any Encoder { place(key) }
}
