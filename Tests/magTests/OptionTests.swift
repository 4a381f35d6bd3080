import Foundation
import MAG
import Testing

@testable import mag

@Suite("What options mean") struct OptionTests {
  /// The command that a line is parsed to.
  private func parsed<Command>(_ line: String, as type: Command.Type) throws -> Command {
    let command = try Mag.parseAsRoot(line.split(separator: " ").map(String.init))
    return try #require(command as? Command)
  }

  /// A checkpoint whose metadata are these.
  private func checkpoint(_ metadata: CheckpointMetadata) throws -> Checkpoint {
    try Workplace.use { place in
      let file = place.folder.appendingPathComponent("m.safetensors")
      let network = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: [2, 2]), parameters: [1, 0, 0, 1, 0, 0])
      try Checkpoint.write(network, metadata: metadata, to: file)
      return try Checkpoint.load(file)
    }
  }

  @Test("defaults are those of the contract")
  func defaults_areStandard() throws {
    let command = try parsed("robustness m.safetensors", as: RobustnessCommand.self)
    #expect(command.epsilons == "0,0.025,0.05,0.075,0.1,0.15,0.2,0.3")
    #expect(command.attacks == "fgsm,pgd" && command.count == .any)
    #expect(command.attack.norm == .linf && command.attack.box == nil)
    #expect(command.attack.stepSize == nil && command.attack.start == .none)
    #expect(command.data.data == "full" && command.data.split == .test)
    #expect(command.manifold.components == 28 && command.manifold.centering == .uncentered)
    #expect(command.manifold.manifoldReading == .global && command.inputs.inputs == nil)
    #expect(try command.output.style.formats == [.png, .svg, .pdf])
    #expect(try command.output.style.style == FigureStyle())
  }

  @Test("inputs and preprocessing come from the option, else the checkpoint, else nowhere")
  func inputs_sources_haveOrder() throws {
    let silent = try checkpoint([:])
    let spoken = try checkpoint(["inputs": "projected", "input_std": "0.5", "input_mean": "0.1"])
    let bare = try parsed("align m.safetensors", as: AlignCommand.self).inputs
    #expect(try bare.inputs(of: silent) == .raw && bare.inputs(of: spoken) == .projected)
    #expect(try bare.preprocessing(of: silent).isIdentity)
    let told = try parsed(
      "align m.safetensors --inputs raw --input-mean -0.2", as: AlignCommand.self
    ).inputs
    #expect(try told.inputs(of: spoken) == .raw)
    #expect(
      try told.preprocessing(of: spoken) == Preprocessing(inputMean: -0.2, inputStd: 0.5))
  }

  @Test("what options say of the inputs is no longer assumed")
  func inputs_declared_areNotAssumed() throws {
    let silent = try checkpoint([:])
    func said(_ options: String) throws -> [String] {
      try parsed("align m.safetensors \(options)", as: AlignCommand.self).inputs
        .assumptions(of: silent)
    }
    #expect(try said("") == [Checkpoint.inputsAssumption])
    #expect(try said("--inputs projected").isEmpty)
    let scaled = try said("--scale 255")
    #expect(scaled.count == 1 && scaled[0].contains("prepared as the options say"))
  }

  @Test("a figure has a name of its own, the one given, or none beside JSON")
  func basename_options_decide() throws {
    func basename(_ options: String) throws -> String? {
      try parsed("align m.safetensors \(options)", as: AlignCommand.self)
        .output.basename(standard: "figure-1")?.relativePath
    }
    #expect(try basename("") == "figure-1")
    #expect(try basename("--out here/f") == "here/f")
    #expect(try basename("--json a.json") == nil)
    #expect(try basename("--json - --out f") == "f")
  }

  @Test("data are full MNIST, the sample with its notice, or a folder")
  func data_sources_areKnown() throws {
    func options(_ text: String) throws -> DataOptions {
      try parsed("align m.safetensors --data \(text)", as: AlignCommand.self).data
    }
    #expect(try options("full").source == .full && options("full").notice == nil)
    #expect(try options("sample").notice?.contains("Embedded sample") == true)
    #expect(try options("some/where").source.name == "folder")
  }

  @Test("several checkpoints record a shared value, or none where they differ")
  func common_values_mustAgree() {
    #expect(SharedConfiguration.common([3, 3]) == 3)
    #expect(SharedConfiguration.common([3, 4]) == nil)
    #expect(SharedConfiguration.common([Int]()) == nil)
  }

  @Test("a manifold that is not the training's own is said to be another")
  func manifold_other_isAssumption() throws {
    let basis = Matrix<Double>(rows: 1, columns: 2, storage: [1, 0])
    let manifold = try Manifold(basis: basis)
    for (digest, isSaid) in [(manifold.digest, false), ("0", true)] {
      let subject = try Subject(
        checkpoint(["manifold_digest": digest, "inputs": "projected"]), name: "m",
        options: parsed("align m.safetensors", as: AlignCommand.self).inputs,
        hints: CheckpointHints())
      #expect((subject.manifoldAssumption(manifold) != nil) == isSaid)
      #expect(subject.result(manifold).assumptions.isEmpty == !isSaid)
    }
  }

  @Test("pixels are summed exactly over all images")
  func facts_pixels_areExact() {
    let set = ImageSet(bytes: [0, 255, 255, 0, 255, 255], labels: [1, 0, 1], height: 1, width: 2)
    let facts = DataReport.Facts.Images(set)
    #expect(facts.count == 3 && facts.labelCounts[1] == 2)
    #expect(facts.meanPixel == 4.0 / 6)
    #expect(abs(facts.stdPixel - (2.0 / 9).squareRoot()) < 1e-15)
  }

  @Test("many crossings are summarised, few are listed")
  func crossingsTable_long_isSummary() throws {
    let set = try MNIST.load(.sample).test.subset(0..<40)
    let manifold = try Manifold(basis: Matrix<Double>(rows: 1, columns: 784).settingFirst())
    let images = try MeasurementSet(set, manifold: manifold, inputs: .raw)
    try Workplace.use { place in
      try place.checkpoint(inputs: nil)
      let path = place.folder.appendingPathComponent("model.safetensors").path
      let options = try parsed("align m.safetensors", as: AlignCommand.self).inputs
      let subject = try Subject.load([path], options: options)[0]
      var result = subject.result(manifold)
      let pair = Pair(from: 0, to: 1)
      for (count, isListed) in [(1, true), (300, false)] {
        result.pairs = try Measure.crossings(
          subject.network, on: images, pairs: Array(repeating: pair, count: count))
        let found = result.pairs?.reduce(0) { $0 + $1.crossings.count } ?? 0
        let text = CrossingsTable.text(zip([subject], [result]))
        #expect(text.contains("mean angle"))
        #expect(text.contains("in-manifold") == (isListed && found > 0))
      }
    }
  }
}

extension Matrix where Element == Double {
  /// The same with 1 as its first element.
  fileprivate func settingFirst() -> Matrix {
    var copy = self
    copy[0, 0] = 1
    return copy
  }
}
