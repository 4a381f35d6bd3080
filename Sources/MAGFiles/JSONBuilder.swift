/// The encoder behind `OrderedJSON`: fills one slot, through whichever container is asked for.
struct JSONBuilder: Encoder {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  /// Whether the keys come from a dictionary: data, which are sorted and not respelled.
  let keysAreData: Bool
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(slot: JSONSlot, path: [any CodingKey], keysAreData: Bool = false) {
    self.slot = slot
    codingPath = path
    self.keysAreData = keysAreData
  }

  /// Encodes any value into the slot.
  func write(_ value: some Encodable) throws {
    let isDictionary = value is any DictionaryWithEncodedKeys
    try value.encode(to: JSONBuilder(slot: slot, path: codingPath, keysAreData: isDictionary))
    // A value may legitimately encode nothing: it is an empty object then.
    if case .empty = slot.content { slot.content = .object([]) }
    if isDictionary { slot.sortKeys() }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = slot.content {} else { slot.content = .object([]) }
    return KeyedEncodingContainer(JSONObjectContainer<Key>(builder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = slot.content {} else { slot.content = .array([]) }
    return JSONArrayContainer(builder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONScalarContainer(builder: self)
  }

  /// The shortest digits that read back as this number.
  ///
  /// - Throws: `JSONFailure.nonFinite`.
  func literal(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws -> String {
    guard value.isFinite else {
      throw JSONFailure.nonFinite(
        keyPath: OrderedJSON.keyPath(codingPath), value: value.description)
    }
    return value.description
  }
}

/// Dictionaries, whose order is random and whose keys are data rather than names.
protocol DictionaryWithEncodedKeys {}
extension Dictionary: DictionaryWithEncodedKeys where Key: Encodable, Value: Encodable {}

/// A key made here: an index of an array or the word `super`.
struct JSONKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }
}

/// One bare value.
struct JSONScalarContainer: SingleValueEncodingContainer {
  let builder: JSONBuilder
  var codingPath: [any CodingKey] { builder.codingPath }

  private func put(_ literal: String) { builder.slot.content = .scalar(literal) }

  func encodeNil() { put("null") }
  func encode(_ value: Bool) { put(value ? "true" : "false") }
  func encode(_ value: String) { put(JSONSlot.quoted(value)) }
  func encode(_ value: Double) throws { put(try builder.literal(value)) }
  func encode(_ value: Float) throws { put(try builder.literal(value)) }
  func encode(_ value: Int) { put(String(value)) }
  func encode(_ value: Int8) { put(String(value)) }
  func encode(_ value: Int16) { put(String(value)) }
  func encode(_ value: Int32) { put(String(value)) }
  func encode(_ value: Int64) { put(String(value)) }
  func encode(_ value: UInt) { put(String(value)) }
  func encode(_ value: UInt8) { put(String(value)) }
  func encode(_ value: UInt16) { put(String(value)) }
  func encode(_ value: UInt32) { put(String(value)) }
  func encode(_ value: UInt64) { put(String(value)) }
  func encode(_ value: some Encodable) throws { try builder.write(value) }
}

/// An array under construction.
struct JSONArrayContainer: UnkeyedEncodingContainer {
  let builder: JSONBuilder
  var codingPath: [any CodingKey] { builder.codingPath }

  var count: Int {
    if case .array(let elements) = builder.slot.content { elements.count } else { 0 }
  }

  /// Appends an empty place and returns an encoder for it.
  private func next() -> JSONBuilder {
    let slot = JSONSlot()
    let path = codingPath + [JSONKey(intValue: count)]
    if case .array(var elements) = builder.slot.content {
      builder.slot.content = .empty  // Gives up the other reference, so that append copies nothing.
      elements.append(slot)
      builder.slot.content = .array(elements)
    }
    return JSONBuilder(slot: slot, path: path)
  }

  func encodeNil() { next().slot.content = .scalar("null") }
  func encode(_ value: some Encodable) throws { try next().write(value) }

  func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedEncodingContainer<Key> { next().container(keyedBy: type) }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
  func superEncoder() -> any Encoder { next() }
}
