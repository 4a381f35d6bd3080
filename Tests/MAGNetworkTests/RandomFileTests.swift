import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

/// Random files of each format: refused with a sentence or read, never a trap.
@Suite("Random files") struct RandomFileTests {
  private func parse(_ bytes: Data) {
    do throws(CheckpointFailure) {
      let (_, container) = try CheckpointFormat.parse(bytes, path: "m")
      for tensor in container.tensors {
        #expect(tensor.values(as: Double.self).count == tensor.count)
      }
      _ = try? Checkpoint.interpret(container, path: "m")
    } catch {
      #expect(error.description.hasPrefix("m: ") && error.kind == .badData, "\(error)")
    }
  }

  @Test("pickles of random allowed instructions")
  func parse_randomInstructions_neverTraps() {
    var generator = SeededGenerator(seed: 1)
    let pieces: [PickleBuilder] = {
      let start = PickleBuilder(bytes: Data())
      return [
        start.op("("), start.op("N"), start.op(")"), start.op("}"), start.op("]"), start.op("t"),
        start.op([0x85]), start.op([0x86]), start.op([0x87]), start.op("R"), start.op("b"),
        start.op("s"), start.op("u"), start.op("a"), start.op("e"), start.op("Q"),
        start.op([0x94]), start.op("h").op([0]), start.op("h").op([1]), start.op("q").op([1]),
        start.op([0x88]), start.integer(2), start.integer(-1), start.text("state_dict"),
        start.text("w"), start.text("0"), start.text("0.weight"), start.storage("0", 6),
        start.tensor([2, 3], [3, 1], count: 6), start.tensor([3, 2], [1, 3], count: 6),
        start.global("collections", "OrderedDict"), start.global("torch", "Size"),
        start.global("torch._utils", "_rebuild_parameter"), start.integers([2, 3]),
        start.text("storage").global("torch", "HalfStorage"),
        start.global("torch._utils", "_rebuild_tensor_v2"), start.op([0x93]),
      ]
    }()
    for _ in 0..<20_000 {
      var pickle = PickleBuilder()
      for _ in 0..<Int.random(in: 1...40, using: &generator) {
        pickle.bytes += pieces[Int.random(in: pieces.indices, using: &generator)].bytes
      }
      parse(pickle.legacy())
    }
  }

  @Test(
    "files of other programs with stretches overwritten, cut out or repeated",
    arguments: [
      "state.pt", "legacy.pt", "protocol4.pt", "nested.pt", "views.pt", "arrays.npz", "named.npz",
      "grid_i4_fortran.npy", "sequential_f32.safetensors",
    ])
  func parse_shuffledFixture_neverTraps(_ name: String) throws {
    let whole = [UInt8](try Data(contentsOf: fixtureURL(name)))
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let start = Int.random(in: bytes.indices, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 1...16, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: for index in start..<end { bytes[index] = .random(in: 0...255, using: &generator) }
        case 1: for index in start..<end { bytes[index] = 0xFF }
        case 2: bytes.removeSubrange(start..<end)
        default: bytes.insert(contentsOf: bytes[start..<end], at: start)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      parse(Data(bytes))
    }
  }

  @Test("NNet text with numbers changed, and headers of random Python")
  func parse_randomText_neverTraps() {
    var generator = SeededGenerator(seed: 3)
    let words = ["1", "-1", "1e400", "9223372036854775807", "", ",", "\n", "//", " ", "x", "0"]
    let tokens = [
      "{", "}", "(", ")", "[", "]", ",", ":", "'descr'", "'<f4'", "'fortran_order'", "'shape'",
      "True", "1", "2", "-", " ", "\"", "'",
    ]
    for _ in 0..<2000 {
      var lines = NNetTests.text().split(separator: "\n").map(String.init)
      for _ in 0..<3 {
        lines[Int.random(in: lines.indices, using: &generator)] =
          (0..<Int.random(in: 0..<5, using: &generator))
          .map { _ in words[Int.random(in: words.indices, using: &generator)] }
          .joined(separator: ",")
      }
      parse(Data(lines.joined(separator: "\n").utf8))
      let header = (0..<Int.random(in: 0..<20, using: &generator))
        .map { _ in tokens[Int.random(in: tokens.indices, using: &generator)] }.joined()
      parse(
        Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0])
          + Data(header.utf8) + Data(count: 16))
    }
  }
}
