import Foundation
import MAGFiles

/// Reads a pickle by carrying out the few instructions that state dicts need.
///
/// Python's own reader imports and calls whatever a file names. This one knows the names of
/// `PickleGlobal` alone, has nothing to import and nothing to call, and refuses the rest by name.
/// Every instruction takes constant time or time in proportion to the bytes or stack it uses up;
/// memory stays in proportion to the pickle's bytes.
struct PickleMachine {
  /// No pickle with more bytes is read: 64 MiB, which is a million tensors.
  static let ceiling = 1 << 26
  /// Marks set and not yet used, that is, how deeply values are nested.
  static let deepest = 1000

  private let path: String
  private var cursor: ByteCursor
  private var stack: [PickleValue] = []
  /// Heights of the stack.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var contents = PickleContents()
  /// Where the instruction at work begins.
  private var start = 0

  private init(_ data: Data, at offset: Int, path: String) {
    cursor = ByteCursor(data, at: offset)
    self.path = path
  }

  /// What one pickle in a file's bytes holds, from an offset to its STOP.
  ///
  /// - Throws: `CheckpointFailure.badContent`, `.refusedPickle`, `.wholeModule`.
  static func contents(
    of data: Data, at offset: Int = 0, path: String
  ) throws(CheckpointFailure) -> PickleContents {
    var machine = PickleMachine(data, at: offset, path: path)
    return try machine.run(from: offset)
  }

  private mutating func run(from offset: Int) throws(CheckpointFailure) -> PickleContents {
    guard cursor.read(UInt8.self) == PickleOpcode.proto.rawValue,
      let version = cursor.read(UInt8.self), (2...5).contains(version)
    else { throw damaged("expected a pickle of protocol 2 to 5") }
    while true {
      start = cursor.offset
      guard start - offset <= Self.ceiling else {
        throw damaged("expected at most \(Self.ceiling) bytes of pickle")
      }
      let byte = try read(UInt8.self)
      guard let opcode = PickleOpcode(rawValue: byte), opcode != .proto else {
        throw .refusedPickle(
          path: path, what: "instruction \(PickleOpcode.name(refused: byte))", byte: start)
      }
      if opcode == .stop { break }
      try perform(opcode)
    }
    guard stack.count == 1, marks.isEmpty else {
      throw damaged("expected one value at the end, found \(stack.count)")
    }
    contents.root = stack[0]
    contents.end = cursor.offset
    return contents
  }

  private mutating func perform(_ opcode: PickleOpcode) throws(CheckpointFailure) {
    switch opcode {
    case .proto, .stop: break
    case .frame: _ = try read(UInt64.self)
    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .int32: stack.append(.integer(Int(try read(Int32.self))))
    case .int16: stack.append(.integer(Int(try read(UInt16.self))))
    case .int8: stack.append(.integer(Int(try read(UInt8.self))))
    case .long1: stack.append(Self.long([UInt8](try readBytes(Int(try read(UInt8.self))))))
    case .float: stack.append(.number(Double(bitPattern: try read(UInt64.self).byteSwapped)))
    case .unicode: stack.append(.string(try readText(Int(try read(UInt32.self)))))
    case .shortUnicode: stack.append(.string(try readText(Int(try read(UInt8.self)))))
    case .longUnicode: stack.append(.string(try readText(Int(clamping: try read(UInt64.self)))))
    case .mark:
      guard marks.count < Self.deepest else { throw damaged("values nested too deeply") }
      marks.append(stack.count)
    case .emptyTuple: pushTuple([])
    case .tuple1: pushTuple(try pop(1))
    case .tuple2: pushTuple(try pop(2))
    case .tuple3: pushTuple(try pop(3))
    case .tuple: pushTuple(try popToMark())
    case .emptyList:
      stack.append(.list(contents.sequences.count))
      contents.sequences.append([])
    case .append: try extendList(try pop(1))
    case .appends: try extendList(try popToMark())
    case .emptyDictionary: pushDictionary([])
    case .setItem: try extendDictionary(try pop(2))
    case .setItems: try extendDictionary(try popToMark())
    case .put: memo[Int(try read(UInt8.self))] = try top()
    case .longPut: memo[Int(try read(UInt32.self))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get: try recall(Int(try read(UInt8.self)))
    case .longGet: try recall(Int(try read(UInt32.self)))
    case .global: try pushGlobal(module: try readLine(), name: try readLine())
    case .stackGlobal:
      let names = try pop(2)
      guard case .string(let module) = names[0], case .string(let name) = names[1] else {
        throw damaged("expected the two parts of a name")
      }
      try pushGlobal(module: module, name: name)
    case .reduce: try reduce()
    case .build:
      // The attributes that state dicts carry (version numbers of layers) are of no use here.
      _ = try pop(1)
      guard case .dictionary = try top() else {
        throw .refusedPickle(
          path: path, what: "attributes of something that is no dictionary", byte: start)
      }
    case .persistentID: try pushStorage()
    }
  }
}

// MARK: - Bytes

extension PickleMachine {
  private func damaged(_ reason: String) -> CheckpointFailure {
    .badContent(path: path, format: "pickle", byte: start, reason: reason)
  }

  private mutating func read<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(CheckpointFailure) -> Number {
    guard let value = cursor.read(type) else { throw damaged("it ends too early") }
    return value
  }

  private mutating func readBytes(_ count: Int) throws(CheckpointFailure) -> Data {
    guard let bytes = cursor.read(count: count) else { throw damaged("it ends too early") }
    return bytes
  }

  private mutating func readText(_ count: Int) throws(CheckpointFailure) -> String {
    guard let text = String(validating: try readBytes(count), as: UTF8.self) else {
      throw damaged("a string is not UTF-8")
    }
    return text
  }

  private mutating func readLine() throws(CheckpointFailure) -> String {
    guard let line = cursor.readLine(), let text = String(validating: line, as: UTF8.self) else {
      throw damaged("expected a name and the end of its line")
    }
    return text
  }

  /// A whole number in two's complement; one of up to 8 bytes as an Int.
  private static func long(_ bytes: [UInt8]) -> PickleValue {
    guard bytes.count <= 8 else { return .long(bytes) }
    let isNegative = (bytes.last ?? 0) >= 0x80
    var value: Int = isNegative ? -1 : 0
    for byte in bytes.reversed() { value = value << 8 | Int(byte) }
    return .integer(value)
  }
}

// MARK: - Stack

extension PickleMachine {
  /// Marks fence off what lies below them.
  private var floor: Int { marks.last ?? 0 }

  private func top() throws(CheckpointFailure) -> PickleValue {
    guard stack.count > floor, let value = stack.last else { throw damaged("the stack is empty") }
    return value
  }

  private mutating func pop(_ count: Int) throws(CheckpointFailure) -> [PickleValue] {
    guard stack.count - floor >= count else { throw damaged("the stack is empty") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(CheckpointFailure) -> [PickleValue] {
    guard let height = marks.popLast() else { throw damaged("no mark is set") }
    defer { stack.removeSubrange(height...) }
    return Array(stack[height...])
  }

  private mutating func recall(_ index: Int) throws(CheckpointFailure) {
    guard let value = memo[index] else { throw damaged("nothing was kept as number \(index)") }
    stack.append(value)
  }

  private mutating func pushTuple(_ values: [PickleValue]) {
    stack.append(.tuple(contents.sequences.count))
    contents.sequences.append(values)
  }

  private mutating func pushDictionary(_ entries: [PickleContents.Entry]) {
    stack.append(.dictionary(contents.dictionaries.count))
    contents.dictionaries.append(entries)
  }

  private mutating func extendList(_ values: [PickleValue]) throws(CheckpointFailure) {
    guard case .list(let place) = try top() else { throw damaged("expected a list") }
    contents.sequences[place] += values
  }

  private mutating func extendDictionary(_ values: [PickleValue]) throws(CheckpointFailure) {
    guard case .dictionary(let place) = try top(), values.count % 2 == 0 else {
      throw damaged("expected a dictionary and pairs for it")
    }
    for index in stride(from: 0, to: values.count, by: 2) {
      contents.dictionaries[place].append(.init(key: values[index], value: values[index + 1]))
    }
  }
}

// MARK: - What names stand for

extension PickleMachine {
  private mutating func pushGlobal(module: String, name: String) throws(CheckpointFailure) {
    if let global = PickleGlobal(module: module, name: name) {
      return stack.append(.global(global))
    }
    let whole = "\(module).\(name)"
    let shown =
      whole.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
      ? whole : whole.debugDescription
    if module.hasPrefix("torch.nn.") || module == "__main__" {
      throw .wholeModule(path: path, global: shown, byte: start)
    }
    throw .refusedPickle(path: path, what: "name \(shown)", byte: start)
  }

  /// Calls one of the functions on the list with its arguments.
  private mutating func reduce() throws(CheckpointFailure) {
    let call = try pop(2)
    guard case .global(let function) = call[0], case .tuple(let place) = call[1] else {
      throw damaged("expected a name and its arguments")
    }
    let arguments = contents.sequences[place]
    switch function {
    case .orderedDictionary where arguments.isEmpty: pushDictionary([])
    case .size where arguments.count == 1 && contents.integers(arguments[0]) != nil:
      stack.append(arguments[0])
    case .rebuildParameter where arguments.count == 3:
      guard case .tensor = arguments[0] else { throw damaged("expected a tensor as parameter") }
      stack.append(arguments[0])
    case .rebuildTensor where arguments.count == 6 || arguments.count == 7:
      guard case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
        let extents = contents.integers(arguments[2]),
        let strides = contents.integers(arguments[3])
      else { throw damaged("expected storage, offset, extents and strides of a tensor") }
      stack.append(.tensor(contents.tensors.count))
      contents.tensors.append(
        TorchTensor(
          storage: storage, view: StridedView(offset: offset, extents: extents, strides: strides)))
    default:
      throw .refusedPickle(
        path: path, what: "call of \(function.name) with \(arguments.count) arguments", byte: start)
    }
  }

  /// ("storage", type, key, device, count), in the older form with None at the end.
  private mutating func pushStorage() throws(CheckpointFailure) {
    guard case .tuple(let place) = try pop(1)[0] else {
      throw damaged("expected a storage's facts")
    }
    let facts = contents.sequences[place]
    guard facts.count == 5 || (facts.count == 6 && facts[5] == .none),
      facts[0] == .string("storage"), case .global(.storage(let type)) = facts[1],
      case .string(let key) = facts[2], case .integer(let count) = facts[4], count >= 0
    else { throw damaged("expected the type, key and length of a storage") }
    stack.append(.storage(contents.storages.count))
    contents.storages.append(TorchStorage(key: key, type: type, count: count))
  }
}
