import Foundation
import MAG

/// A checkpoint under measurement, as the options say it is to be seen.
struct Subject {
  let checkpoint: Checkpoint
  /// The file's name without its extension, or the path where names repeat.
  let name: String
  let inputs: Inputs
  let preprocessing: Preprocessing
  /// What was said of the network beside its file.
  let hints: CheckpointHints
  /// What the file does not say and no option says either.
  let assumptions: [String]
  /// Of pixels: the preprocessing is part of the first layer.
  let network: Network<Float>

  /// Reads checkpoints; nothing else is done before all of them are known to be good.
  ///
  /// - Parameter style: of the figures; its models must be among the checkpoints. Nil shows all.
  /// - Throws: `OptionFailure` for a file that is given twice and for a model that none is;
  ///   `ArchitectureFailure`, `CheckpointFailure`, `MeasureFailure`.
  static func load(
    _ paths: [String], options: InputOptions, shown style: StyleOptions? = nil
  ) throws -> [Subject] {
    var seen: Set<String> = []
    for path in paths {
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
      guard seen.insert(file).inserted else {
        throw OptionFailure(option: path, expected: "every checkpoint once", found: "it twice")
      }
    }
    let stems = paths.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
    let names = zip(paths, stems).map { path, stem in
      stems.count { $0 == stem } == 1 ? stem : path
    }
    try style?.check(models: names)
    let hints = try options.network.hints()
    return try zip(paths, names).map { path, name in
      try Subject(
        Checkpoint.load(URL(fileURLWithPath: path), hints: hints), name: name, options: options,
        hints: hints)
    }
  }

  /// A checkpoint that was read with `hints`, as the other options say it is to be seen.
  ///
  /// - Throws: `CheckpointFailure.badMetadata`, `MeasureFailure`.
  init(
    _ checkpoint: Checkpoint, name: String, options: InputOptions, hints: CheckpointHints
  ) throws {
    self.checkpoint = checkpoint
    self.name = name
    self.hints = hints
    inputs = try options.inputs(of: checkpoint)
    preprocessing = try options.preprocessing(of: checkpoint)
    assumptions = options.assumptions(of: checkpoint)
    network = try preprocessing.folded(into: checkpoint.network)
  }

  /// Whether the network seems to see images on the scale of its training.
  ///
  /// - Parameter tries: whether other scalings are tried where there is no sign too.
  func scaleCheck(_ images: MeasurementSet, tries: Bool) throws -> ScaleCheck {
    try ScaleCheck(checkpoint.network, preprocessing, on: images, tries: tries)
  }

  /// The network in Double, its parameters as stored but for the preprocessing.
  func exactNetwork() throws -> Network<Double> {
    try preprocessing.folded(into: Network<Double>(checkpoint.network))
  }

  /// Runs a part of the work on this checkpoint, with its file's name before the sentence of every
  /// failure that lies in the network.
  func named<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let failure as GeometryFailure {
      throw FileContentFailure(failure, in: checkpoint.path)
    } catch let failure as MeasureFailure where failure.isOfNetwork {
      throw FileContentFailure(failure, in: checkpoint.path)
    }
  }

  /// The entry of a result document, with a word on a manifold that is not the training's own.
  func result(_ manifold: Manifold) -> CheckpointResult {
    var result = CheckpointResult(checkpoint, inputs: inputs, preprocessing: preprocessing)
    result.assumptions = assumptions
    if let assumption = manifoldAssumption(manifold) { result.assumptions.append(assumption) }
    return result
  }

  /// Nil where the checkpoint names the manifold in use, or none.
  func manifoldAssumption(_ manifold: Manifold) -> String? {
    guard let digest = checkpoint.metadata[.manifoldDigest], digest != manifold.digest else {
      return nil
    }
    return "The network was trained with another manifold than it is measured with."
  }
}
