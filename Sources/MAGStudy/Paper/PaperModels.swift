import Foundation
import MAGData
import MAGFiles
import MAGNetwork
import MAGNumerics
import MAGTraining

/// One network of a paper run.
public struct PaperModel: Sendable {
  /// Its name in figures and results: an objective's name, or that with its α.
  public let name: String
  /// α for the manifold objectives.
  public let alpha: Double?
  public let checkpoint: Checkpoint
  /// Whether it stands beside the models of the figures, at another α.
  public var isComparison = false

  public var network: Network<Float> { checkpoint.network }
}

/// The networks of a paper run: the four objectives at the chosen α, the control, and the manifold
/// objectives at other values of α.
public struct PaperModels: Sendable {
  /// In the order baseline, manifold, robust, manifold-robust.
  public let objectives: [PaperModel]
  /// The baseline with W₁ ← W₁ Wᵀ W after training.
  public let control: PaperModel
  /// Manifold and manifold-robust at the comparison values of α other than the chosen one.
  public let comparisons: [PaperModel]

  public var all: [PaperModel] { objectives + [control] + comparisons }

  /// The control's name.
  public static let controlName = "projected baseline"

  /// Where models are kept by default: a folder of the cache named by what they all share.
  public static func standardFolder(_ data: PaperData, _ settings: PaperSettings) throws -> URL {
    var shared = settings.training(.baseline, alpha: 0)
    shared.epochs = settings.cleanEpochs
    let text = [
      try shared.digest(), "\(settings.adversarialEpochs)", data.data.train.digest(),
      data.manifold.digest,
    ].joined(separator: "\n")
    return MNIST.standardCache().appendingPathComponent("models")
      .appendingPathComponent(String(FileDigest.sha256(Data(text.utf8)).prefix(16)))
  }

  /// Trains what is not there yet, resuming what was interrupted, and loads the rest.
  ///
  /// A model found in the folder is used only if its configuration, data and manifold are exactly
  /// those asked for; otherwise it is trained again, and `tell` says why.
  public init(
    _ data: PaperData, settings: PaperSettings, folder: URL,
    isCancelled: () -> Bool = { false }, tell: (PaperEvent) -> Void = { _ in }
  ) throws {
    try AtomicFile.makeFolder(folder)
    let set = try TrainingSet(data.data.train, manifold: data.manifold, inputs: .projected)
    let facts = TrainingRun.facts(data.data.train, manifold: data.manifold, inputs: .projected)
    func trained(
      _ objective: Objective, _ alpha: Double, named name: String, isComparison: Bool = false
    ) throws -> PaperModel {
      let configuration = settings.training(objective, alpha: alpha)
      let file = objective.hasPenalty ? "\(objective.rawValue)-\(alpha)" : objective.rawValue
      let run = TrainingRun(
        try Trainer(configuration, on: set),
        output: folder.appendingPathComponent("\(file).safetensors"), facts: facts)
      let checkpoint = try Self.finish(run, name: name, isCancelled: isCancelled, tell: tell)
      return PaperModel(
        name: name, alpha: objective.hasPenalty ? alpha : nil, checkpoint: checkpoint,
        isComparison: isComparison)
    }
    let order: [Objective] = [.baseline, .manifold, .robust, .manifoldRobust]
    objectives = try order.map { try trained($0, settings.alpha, named: $0.rawValue) }
    comparisons = try settings.comparisonAlphas.filter { $0 != settings.alpha }.flatMap { alpha in
      try [Objective.manifold, .manifoldRobust].map {
        try trained(
          $0, alpha, named: "\($0.rawValue), α = \(alpha)", isComparison: true)
      }
    }
    control = PaperModel(
      name: Self.controlName, alpha: nil,
      checkpoint: try ProjectedControl.write(
        objectives[0].checkpoint, manifold: data.manifold,
        to: folder.appendingPathComponent("baseline-projected.safetensors")))
  }

  private static func finish(
    _ run: TrainingRun, name: String, isCancelled: () -> Bool, tell: (PaperEvent) -> Void
  ) throws -> Checkpoint {
    var resumed = 0
    switch try run.standing() {
    case .finished:
      tell(.note("\(name): trained before with the same configuration, data and manifold"))
      return try run.run()
    case .interrupted(let epochs): resumed = epochs
    case .foreign(let file):
      tell(.note("\(name): \(file) has another configuration, data or manifold; training anew"))
    case .absent: break
    }
    tell(.trainingBegins(model: name, resumedEpochs: resumed))
    return try run.run(
      replacing: true, isCancelled: isCancelled,
      progress: { tell(.training(model: name, $0)) },
      epochDone: { tell(.epoch(model: name, $0)) })
  }
}
