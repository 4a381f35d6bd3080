import Foundation
import MAG
import Testing

@testable import mag

@Suite("mag train") struct TrainTests {
  /// A second or so of training on the sample.
  private static let small = [
    "--data", "sample", "--sizes", "784,96,10", "--epochs", "4", "--steps", "3", "--quiet",
  ]

  private func train(_ objective: String, out: String, _ more: [String] = []) -> [String] {
    ["train", objective, "--out", out] + Self.small + more
  }

  @Test("killed at any moment, the same command goes on and ends with the same bytes")
  func train_killed_resumesToSameBytes() throws {
    try Workplace.use { place in
      let whole = try place.run(train("manifold-robust", out: "whole.safetensors"))
      #expect(whole.code == 0, "\(whole.errors)")
      // Kill right after the first state, and later again: whatever was being written then.
      for pause: UInt32 in [1000, 150_000, 400_000] {
        let started = try place.start(train("manifold-robust", out: "killed.safetensors"))
        while try !place.names().contains("killed.safetensors.state"), started.process.isRunning {
          usleep(500)
        }
        usleep(pause)
        kill(started.process.processIdentifier, SIGKILL)
        _ = try started.finish()
      }
      let resumed = try place.run(
        train("manifold-robust", out: "killed.safetensors", ["--threads", "1"]))
      #expect(resumed.code == 0, "\(resumed.errors)")
      let bytes = try ["whole", "killed"].map {
        try Data(contentsOf: place.folder.appendingPathComponent("\($0).safetensors"))
      }
      #expect(bytes[0] == bytes[1])
      #expect(try !place.names().contains("killed.safetensors.state"))
      let log = try String(
        contentsOf: place.folder.appendingPathComponent("killed.log.jsonl"), encoding: .utf8)
      #expect(log.split(separator: "\n").count == 4)
    }
  }

  @Test("the control keeps the baseline's predictions and has no off-manifold first layer")
  func train_projectFirstLayer_writesControl() throws {
    try Workplace.use { place in
      let outcome = try place.run(
        train("baseline", out: "control.safetensors", ["--project-first-layer"]))
      #expect(outcome.code == 0, "\(outcome.errors)")
      let baseline = try Checkpoint.load(
        place.folder.appendingPathComponent("control.unprojected.safetensors"))
      let control = try Checkpoint.load(
        place.folder.appendingPathComponent("control.safetensors"))
      #expect(control.metadata[ProjectedControl.sourceKey] == baseline.sha256)
      let data = try MNIST.load(.sample)
      let manifold = try Manifold.fit(data.train)
      let norms = try ProjectedControl.firstLayerNorms(
        of: control.network, basis: manifold.basis)
      #expect(norms.offManifold < 1e-4 * norms.onManifold)
      let test = try MeasurementSet(data.test, manifold: manifold, inputs: .projected)
      #expect(
        control.network.predictions(test.images) == baseline.network.predictions(test.images))
    }
  }

  @Test("files of another run are refused without --force, and left as they are")
  func train_foreignFile_isRefused() throws {
    try Workplace.use { place in
      try place.checkpoint("model.safetensors")
      let file = place.folder.appendingPathComponent("model.safetensors")
      let before = try Data(contentsOf: file)
      let refused = try place.run(train("baseline", out: "model.safetensors"))
      #expect(refused.code == 65)
      #expect(refused.lastLine.contains("model.safetensors"))
      #expect(try Data(contentsOf: file) == before)
      #expect(try place.run(train("baseline", out: "model.safetensors", ["--force"])).code == 0)
      #expect(try Data(contentsOf: file) != before)
    }
  }

  @Test("a validation split is watched, and said to the log")
  func train_validation_isLogged() throws {
    try Workplace.use { place in
      let outcome = try place.run(
        train("baseline", out: "m.safetensors", ["--validation", "500", "--json", "-"]))
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix("{\n  \"schema\": \"mag.train/1\""))
      let log = try String(
        contentsOf: place.folder.appendingPathComponent("m.log.jsonl"), encoding: .utf8)
      #expect(!log.contains("\"validation_accuracy\": null"))
    }
  }

  static let mistakes: [(String, String)] = [
    ("manifold --out m --epochs 0", "--epochs"),
    ("manifold --out m --batch-size 0", "--batch-size"),
    ("manifold --out m --alpha -1", "--alpha"),
    ("robust --out m --epsilon -0.1", "epsilon"),
    ("robust --out m --steps 0", "steps"),
    ("robust --out m --step-size 0", "step"),
    ("baseline --out m --learning-rate 0", "--learning-rate"),
    ("baseline --out m --optimizer sgd --momentum 1", "--momentum"),
    ("baseline --out m --sizes 784", "sizes"),
    ("baseline --out m --activation rulu", "--activation"),
    ("baseline --out m --components 0", "--components"),
    ("baseline --out m --validation -1", "--validation"),
    ("baseline --out m --threads 0", "--threads"),
    ("manifold --out m --project-first-layer", "--project-first-layer"),
    ("baseline --out folder/", "--out"),
    ("baseline", "--out"),
    ("cleverest --out m", "cleverest"),
  ]

  @Test("a wrong option is a usage error before anything is read", arguments: 0..<17)
  func train_wrongOption_isUsage(_ index: Int) throws {
    let (arguments, word) = Self.mistakes[index]
    let found = try #require(
      ending(["train"] + arguments.split(separator: " ").map(String.init)))
    #expect(found.code == 64, "\(found.text)")
    #expect(found.text.contains(word), "\(found.text)")
    #expect(found.text.hasPrefix("error: "))
  }

  @Test("more components than pixels, and an output without a folder, end with one sentence")
  func train_badRun_endsWell() throws {
    try Workplace.use { place in
      let components = try place.run(
        train("baseline", out: "m.safetensors", ["--components", "785"]))
      #expect(components.code == 64)
      #expect(components.lastLine.contains("785"))
      let folder = try place.run(train("baseline", out: "none/m.safetensors"))
      #expect(folder.code == 73)
      #expect(folder.lastLine.contains("none"))
      #expect(try place.names().isEmpty)
    }
  }
}

@Suite("mag figures") struct FiguresTests {
  static let mistakes: [(String, String)] = [
    ("--alpha -1", "--alpha"), ("--components 0", "--components"), ("--threads 0", "--threads"),
    ("--manifold-reading none", "none"), ("--out=", "--out"),
  ]

  @Test("a wrong option is a usage error before anything is read", arguments: 0..<5)
  func figures_wrongOption_isUsage(_ index: Int) throws {
    let (arguments, word) = Self.mistakes[index]
    let found = try #require(
      ending(["figures"] + arguments.split(separator: " ").map(String.init)))
    #expect(found.code == 64, "\(found.text)")
    #expect(found.text.contains(word), "\(found.text)")
  }

  @Test("an output folder that cannot be made ends before training")
  func figures_fileInTheWay_isRefused() throws {
    try Workplace.use { place in
      try place.write("in the way", to: "taken")
      let outcome = try place.run(["figures", "--quick", "--out", "taken"])
      #expect(outcome.code == 73)
      #expect(outcome.lastLine.contains("taken"))
      #expect(!outcome.errors.contains("training"))
    }
  }
}
