import Foundation

/// Writes the fields of one message in the order in which they are given.
struct ProtobufWriter {
  private(set) var bytes = Data()

  mutating func integer(_ field: some ProtobufFields, _ value: Int64) {
    tag(field, wireType: 0)
    varint(UInt64(bitPattern: value))
  }

  mutating func float(_ field: some ProtobufFields, _ value: Float) {
    tag(field, wireType: 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func data(_ field: some ProtobufFields, _ value: Data) {
    tag(field, wireType: 2)
    varint(UInt64(value.count))
    bytes.append(value)
  }

  mutating func text(_ field: some ProtobufFields, _ value: String) {
    data(field, Data(value.utf8))
  }

  mutating func message(_ field: some ProtobufFields, _ value: some ProtobufMessage) {
    var inner = ProtobufWriter()
    value.encode(to: &inner)
    data(field, inner.bytes)
  }

  /// Numbers packed into one occurrence of the field; none, where there are none.
  mutating func integers(_ field: some ProtobufFields, _ values: [Int64]) {
    if values.isEmpty { return }
    var inner = ProtobufWriter()
    for value in values { inner.varint(UInt64(bitPattern: value)) }
    data(field, inner.bytes)
  }

  private mutating func tag(_ field: some ProtobufFields, wireType: Int) {
    varint(UInt64(field.rawValue << 3 | wireType))
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
