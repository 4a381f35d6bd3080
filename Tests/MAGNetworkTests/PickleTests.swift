import Foundation
import MAGFiles
import Testing

@testable import MAGNetwork

@Suite("PyTorch files") struct PickleTests {
  private func tensors(_ data: Data) throws -> [StoredTensor] {
    try CheckpointFormat.parse(data, path: "m.pt").1.tensors
  }

  /// {"w": tensor}.
  private func dictionary(_ tensor: (PickleBuilder) -> PickleBuilder) -> PickleBuilder {
    tensor(PickleBuilder().op("}").text("w")).op("s")
  }

  @Test("a tensor, its transpose and a slice of one storage")
  func views_oneStorage_areResolved() throws {
    let whole = try tensors(dictionary { $0.tensor([2, 3], [3, 1], count: 6) }.legacy())
    #expect(whole[0].name == "w" && whole[0].extents == [2, 3] && whole[0].type == .float32)
    #expect(whole[0].values() == [1, 2, 3, 4, 5, 6] as [Double])
    let transposed = try tensors(dictionary { $0.tensor([3, 2], [1, 3], count: 6) }.legacy())
    #expect(transposed[0].values() == [1, 4, 2, 5, 3, 6] as [Double])
    let slice = try tensors(
      dictionary { $0.tensor([2, 2], [3, 1], offset: 1, count: 6) }.legacy())
    #expect(slice[0].values() == [2, 3, 5, 6] as [Double])
    let number = try tensors(dictionary { $0.tensor([], [], offset: 5, count: 6) }.legacy())
    #expect(number[0].extents == [] && number[0].values() == [6] as [Double])
    let none = try tensors(dictionary { $0.tensor([0, 4], [4, 1], count: 6) }.legacy())
    #expect(none[0].extents == [0, 4] && none[0].count == 0)
  }

  @Test("the wrappers of PyTorch: Parameter, Size, kept values")
  func globals_allowed_areUnderstood() throws {
    let parameter = try tensors(
      dictionary {
        $0.global("torch._utils", "_rebuild_parameter").op("(").tensor([6], [1], count: 6)
          .op([0x88]).op("}tR")
      }.legacy())
    #expect(parameter[0].extents == [6])
    let size = try tensors(
      dictionary { $0.tensor([6], [1], count: 6) }.text("s").global("torch", "Size")
        .integers([2, 3]).op([0x85]).op("Rs").legacy())
    #expect(size.map(\.name) == ["w"])
    let kept = try tensors(
      dictionary { $0.tensor([6], [1], count: 6).op("q").op([7]) }.text("v").op("h").op([7])
        .op("s").legacy())
    #expect(kept.map(\.name) == ["w", "v"] && kept[0].bytes == kept[1].bytes)
  }

  @Test("the weights of a training program are found under their usual keys, once")
  func stateDictionary_nested_isFound() throws {
    let inner = { (builder: PickleBuilder) in
      builder.op("}").text("w").tensor([6], [1], count: 6).op("s")
    }
    let one = inner(PickleBuilder().op("}").text("model")).op("s")
    #expect(try tensors(one.legacy()).map(\.name) == ["w"])
    let deeper = inner(PickleBuilder().op("}").text("model").op("}").text("state_dict")).op("ss")
    #expect(try tensors(deeper.legacy()).map(\.name) == ["w"])
    let unusual = inner(PickleBuilder().op("}").text("mine")).op("s")
    #expect(try tensors(unusual.legacy()).map(\.name) == ["w"])
    let shared = inner(PickleBuilder().op("}").text("model")).op("q").op([1]).op("s")
      .text("net").op("h").op([1]).op("s")
    #expect(try tensors(shared.legacy()).map(\.name) == ["w"])
    let two = inner(inner(PickleBuilder().op("}").text("model")).op("s").text("net")).op("s")
    let error = #expect(throws: CheckpointFailure.self) { try tensors(two.legacy()) }
    #expect(error?.description.contains("found several: model, net") == true)
  }

  @Test("a list of one state dict is looked into, and a number beside it is no weight")
  func stateDictionary_inList_isFound() throws {
    let start = PickleBuilder().op("}").text("acc").tensor([], [], key: "1", count: 1).op("s")
    let one = start.text("state_dict").op("](}").text("w").tensor([6], [1], count: 6).op("ses")
    let file = try CheckpointFormat.parse(one.legacy([[1, 2, 3, 4, 5, 6], [9]]), path: "m.pt").1
    #expect(file.tensors.map(\.name) == ["w"])
    #expect(file.conventions.notes == ["The tensors under state_dict[0] are read."])
  }

  @Test("a dictionary that contains itself ends the search")
  func stateDictionary_cycle_ends() throws {
    let cycle = PickleBuilder().op("}q").op([0]).text("model").op("h").op([0]).op("s")
    #expect(throws: CheckpointFailure.self) { try tensors(cycle.legacy()) }
  }

  @Test("a million nested tuples cost no recursion")
  func machine_deepNesting_isFlat() throws {
    let deep = PickleBuilder().op(")").op([UInt8](repeating: 0x85, count: 1_000_000))
    let error = #expect(throws: CheckpointFailure.self) { try tensors(deep.legacy([])) }
    #expect(error?.description.contains("found a list") == true)
  }

  @Test("numbers of every length")
  func machine_integers_areSigned() throws {
    func root(_ bytes: [UInt8]) throws -> PickleValue {
      try PickleMachine.contents(of: PickleBuilder().op(bytes).op(".").bytes, path: "p").root
    }
    #expect(try root([0x8A, 0]) == .integer(0))
    #expect(try root([0x8A, 1, 0xFF]) == .integer(-1))
    #expect(try root([0x8A, 2, 0xFF, 0x00]) == .integer(255))
    #expect(try root([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80]) == .integer(.min))
    #expect(try root([0x8A, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]) == .long([1, 0, 0, 0, 0, 0, 0, 0, 0]))
    #expect(try root([0x4A, 0xFE, 0xFF, 0xFF, 0xFF]) == .integer(-2))
    #expect(try root([0x4D, 0xFF, 0xFF]) == .integer(65535))
    #expect(try root([0x47, 0x3F, 0xE0, 0, 0, 0, 0, 0, 0]) == .number(0.5))
  }
}

@Suite("PyTorch files that are refused") struct PickleRefusalTests {
  /// What is wrong, the object's pickle without its STOP, and a part of the sentence.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let pickle: PickleBuilder
    let word: String

    /// None where the pickle asks for none.
    var storages: [[Float]] {
      pickle.bytes.firstRange(of: Data("Storage".utf8)) == nil ? [] : [[1, 2, 3, 4, 5, 6]]
    }

    init(_ description: String, _ word: String, _ pickle: PickleBuilder) {
      testDescription = description
      self.pickle = pickle
      self.word = word
    }
  }

  private static let start = PickleBuilder()
  private static func view(
    _ extents: [Int32], _ strides: [Int32], offset: Int32 = 0, key: String = "0", count: Int32 = 6
  ) -> PickleBuilder {
    start.op("}").text("w").tensor(extents, strides, offset: offset, key: key, count: count).op("s")
  }

  static let cases = [
    // Code.
    Case("os.system", "name os.system at byte", start.global("os", "system")),
    Case("eval", "name builtins.eval at byte", start.global("builtins", "eval")),
    Case("a name that hides control characters", #"\u{1B}"#, start.global("o\u{1B}", "s")),
    Case(
      "a name from the stack", "name posix.system", start.text("posix").text("system").op([0x93])),
    Case(
      "a module", "whole module (torch.nn.modules.linear.Linear",
      start.global("torch.nn.modules.linear", "Linear")),
    Case("a class of the script", "whole module (__main__.Net", start.global("__main__", "Net")),
    Case(
      "a scalar of NumPy", "name numpy.core.multiarray.scalar",
      start.global("numpy.core.multiarray", "scalar")),
    Case("NEWOBJ", "instruction NEWOBJ", start.global("torch", "Size").op(")").op([0x81])),
    Case("INST", "instruction INST", start.op("(ios\nsystem\n")),
    Case("OBJ", "instruction OBJ", start.op("(").global("torch", "Size").op("o")),
    Case("EXT1", "instruction EXT1", start.op([0x82, 1])),
    Case("BINBYTES", "instruction BINBYTES", start.op("B").op([1, 0, 0, 0, 0])),
    Case("an unknown instruction", "instruction 0xff", start.op([0xFF])),
    Case("a second PROTO", "instruction 0x80", start.op([0x80, 2])),
    Case(
      "a call of a storage's type", "call of a torch storage with 0 arguments",
      start.global("torch", "FloatStorage").op(")R")),
    Case("attributes of a tuple", "attributes of something", start.op(")}b")),
    // Damage.
    Case("nothing to end with", "expected one value at the end, found 0", start),
    Case("two values", "expected one value at the end, found 2", start.op("NN")),
    Case("a mark left", "expected one value", start.op("N(")),
    Case("a tuple without a mark", "no mark is set", start.op("t")),
    Case("an empty stack", "the stack is empty", start.op([0x85])),
    Case("reaching below a mark", "the stack is empty", start.op("N(").op([0x85])),
    Case("a number never kept", "nothing was kept as number 9", start.op("h").op([9])),
    Case("a call without a name", "expected a name and its arguments", start.op("N)R")),
    Case("an odd number of items", "pairs", start.op("}(Nu")),
    Case("items for a tuple", "expected a dictionary", start.op(")(u")),
    Case("appending to a dictionary", "expected a list", start.op("}(e")),
    Case("text beyond the file", "it ends too early", start.op("X").op([0xFF, 0xFF, 0xFF, 0x7F])),
    Case(
      "text of 2^63 bytes", "it ends too early",
      start.op([0x8D, 0, 0, 0, 0, 0, 0, 0, 0x80])),
    Case("text that is not UTF-8", "not UTF-8", start.op("X").op([1, 0, 0, 0, 0xFF])),
    Case("1001 marks", "nested too deeply", start.op([UInt8](repeating: 0x28, count: 1001))),
    Case(
      "a storage of a strange type", "type, key and length",
      start.op("(").text("storage").op("N").text("0").text("cpu").integer(1).op("tQ")),
    Case("a storage of negative length", "type, key and length", start.storage("0", -1)),
    Case(
      "a tensor without a storage", "expected storage, offset",
      start.global("torch._utils", "_rebuild_tensor_v2").op("(NNNNNNtR")),
    Case(
      "a parameter of a number", "expected a tensor",
      start.global("torch._utils", "_rebuild_parameter").op("(NNNtR")),
    // Views.
    Case("a view beyond its storage", "reach beyond its storage of 6", view([2, 3], [4, 1])),
    Case("an offset beyond its storage", "reach beyond", view([2, 3], [3, 1], offset: 1)),
    Case("a negative stride", "make no view", view([6], [-1], offset: 5)),
    Case("a negative extent", "make no view", view([-1, -6], [1, 1])),
    Case("more extents than strides", "make no view", view([2, 3], [1])),
    Case(
      "no elements of extents that overflow", "too large",
      view([.max, .max, .max, 0], [0, 0, 0, 0])),
    Case(
      "extents that overflow", "too large",
      view([.max, .max, .max, .max], [0, 0, 0, 0])),
    Case("a number spread over a million", "1000000 elements", view([1_000_000], [0])),
    Case(
      "huge strides", "reach beyond",
      view([2, 2, 1], [.max, .max, .max])),
    Case("a storage of another length", "expected storage 0 of 5", view([5], [1], count: 5)),
    Case(
      "a storage that is missing", "expected each storage's key",
      view([6], [1], key: "elsewhere")),
    // Contents.
    Case("a single tensor", "found a single tensor", start.tensor([6], [1], count: 6)),
    Case("a list", "found a list", start.op("](").tensor([6], [1], count: 6).op("e")),
    Case("a number", "found a single value", start.integer(7)),
    Case("no tensors", "found a dictionary of a", start.op("}").text("a").integer(1).op("s")),
    Case(
      "numbers as names", "a dictionary without names",
      start.op("}").integer(1).tensor([6], [1], count: 6).op("s")),
    Case(
      "a name twice", "the name w twice",
      view([6], [1]).text("w").tensor([6], [1], count: 6).op("s")),
    Case(
      "tensors beside a dictionary of more", "beside them the dictionary ema",
      view([6], [1]).text("ema").op("}").text("w").tensor([6], [1], count: 6).op("ss")),
  ]

  @Test("each with one sentence that names the file and the reason", arguments: cases)
  func file_malformed_isRefused(_ test: Case) throws {
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(test.pickle.legacy(test.storages), path: "m.pt")
    }
    let failure = try #require(error)
    #expect(failure.kind == .badData)
    #expect(failure.description.hasPrefix("m.pt: ") && failure.description.hasSuffix("."))
    #expect(failure.description.contains(test.word), "\(failure)")
  }

  @Test("bytes around the pickles that are not torch.save's")
  func legacy_wrongFrame_isRefused() throws {
    func sentence(_ data: Data) throws -> String {
      let error = #expect(throws: CheckpointFailure.self) {
        try CheckpointFormat.parse(data, path: "m.pt")
      }
      return try #require(error).description
    }
    let whole = Self.view([6], [1]).legacy()
    #expect(try sentence(whole + [0]).contains("1 bytes after the storages"))
    #expect(try sentence(whole.dropLast()).contains("expected storage 0 of 6"))
    #expect(
      try sentence(PickleBuilder().op("}.").bytes).contains("that torch.save did not write"))
    var version = whole
    version[19] = 0
    #expect(try sentence(version).contains("format number 1001"))
  }
}
