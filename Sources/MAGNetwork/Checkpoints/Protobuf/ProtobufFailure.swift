/// Where and why bytes are not the message they should be.
struct ProtobufFailure: Error, Equatable {
  /// Counted from the start of the outermost message.
  let byte: Int
  /// The message or field, for example `graph.node[3]`; empty for the outermost message.
  let place: String
  let reason: String
}

/// The limits that hold for all messages of a file together.
///
/// A message of no fields takes two bytes of a file and some hundred of memory; without a limit a
/// small file could fill the memory.
final class ProtobufLimits {
  /// The most messages of a file, nested ones included.
  static let messages = 1 << 20
  /// The most messages inside one another.
  static let depth = 32

  var messagesLeft = ProtobufLimits.messages
}
