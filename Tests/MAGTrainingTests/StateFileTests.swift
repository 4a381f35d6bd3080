import Foundation
import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGTraining

@Suite("Saved states of training") struct StateFileTests {
  private func trainer(_ optimizer: OptimizerKind = .adam) throws -> Trainer {
    var configuration = Toy.configuration(.manifold)
    (configuration.optimizer, configuration.epochs) = (optimizer, 1)
    return try Trainer(configuration, on: Toy.set())
  }

  @Test("a state comes back bit by bit, with its optimizer and reports", arguments: [0, 1])
  func read_written_isIdentity(_ index: Int) throws {
    try Toy.inFolder { folder in
      let file = folder.appendingPathComponent("s")
      let trainer = try trainer(OptimizerKind.allCases[index])
      let state = try trainer.run(from: trainer.start())
      try StateFile.write(state, digest: "abc", to: file)
      let (digest, read) = try StateFile.read(file, like: trainer.start())
      #expect(digest == "abc")
      #expect(read.network.parameters == state.network.parameters)
      #expect(read.optimizer == state.optimizer && read.optimizer.step == 4)
      #expect(read.history == state.history && read.epoch == 1)
    }
  }

  @Test("a state cut off anywhere is refused, and never resumed from")
  func read_truncated_isRefused() throws {
    try Toy.inFolder { folder in
      let trainer = try trainer()
      let run = TrainingRun(trainer, output: folder.appendingPathComponent("m.safetensors"))
      try StateFile.write(trainer.start(), digest: run.digest(), to: run.stateFile)
      #expect(try run.standing() == .interrupted(epochs: 0))
      let whole = try Data(contentsOf: run.stateFile)
      let counts = Array(stride(from: 0, to: whole.count, by: 211)) + [whole.count - 1]
      for count in counts {
        try whole.prefix(count).write(to: run.stateFile)
        #expect(try run.standing() == .foreign(file: run.stateFile.relativePath), "\(count)")
      }
    }
  }

  private static let damages: [@Sendable (inout SafetensorsFile) -> Void] = [
    { $0.metadata["format"] = nil }, { $0.metadata["format"] = "mag.checkpoint/1" },
    { $0.metadata["step"] = "four" }, { $0.metadata["step"] = nil },
    { $0.metadata["history"] = nil }, { $0.metadata["history"] = "[{\"epoch\": 1}]" },
    { $0.metadata[TrainingRun.digestKey] = nil },
    { $0.tensors.removeAll { $0.name == "mean" } },
    { $0.tensors.removeAll { $0.name == "square" } },
    { $0.tensors[0] = StoredTensor(name: "parameters", extents: [3], values: [1, 2, Float(3)]) },
  ]

  @Test("a state that lacks a part, or has another's, is refused", arguments: 0..<10)
  func read_damaged_isRefused(_ index: Int) throws {
    try Toy.inFolder { folder in
      let file = folder.appendingPathComponent("s")
      let trainer = try trainer()
      try StateFile.write(trainer.start(), digest: "abc", to: file)
      var container = try SafetensorsFile(contentsOf: file)
      Self.damages[index](&container)
      try container.write(to: file)
      #expect(throws: (any Error).self) { try StateFile.read(file, like: trainer.start()) }
    }
  }

  @Test("the state of another network or optimizer is refused by name")
  func read_otherRun_isRefused() throws {
    try Toy.inFolder { folder in
      let file = folder.appendingPathComponent("s")
      try StateFile.write(trainer(.sgd).start(), digest: "abc", to: file)
      let expected = TrainingFailure.otherRun(
        file: file.relativePath, what: "network or optimizer")
      #expect(throws: expected) { try StateFile.read(file, like: trainer(.adam).start()) }
      var configuration = Toy.configuration(.manifold)
      configuration.sizes = [Toy.pixels, 3, Toy.classes]
      let other = try Trainer(configuration, on: Toy.set()).start()
      #expect(throws: expected) { try StateFile.read(file, like: other) }
    }
  }
}
