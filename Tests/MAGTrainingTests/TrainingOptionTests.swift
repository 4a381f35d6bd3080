import MAGAttack
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGTraining

/// That every option reaches the trained parameters, and none that should not.
@Suite("Options of training") struct TrainingOptionTests {
  private typealias Change = @Sendable (inout TrainingConfiguration) -> Void

  /// An objective and an optimizer to which every option matters.
  private static func reference() -> TrainingConfiguration {
    var configuration = Toy.configuration(.manifoldRobust)
    configuration.optimizer = .sgd
    configuration.epochs = 2
    return configuration
  }

  private static let changes: [(String, Change)] = [
    ("sizes", { $0.sizes = [Toy.pixels, 16, Toy.classes] }),
    ("activation", { $0.activation = "tanh" }),
    ("initialization", { $0.initialization = .he }),
    ("epochs", { $0.epochs = 3 }),
    ("batch size", { $0.batchSize = 16 }),
    ("optimizer", { $0.optimizer = .adam }),
    ("learning rate", { $0.learningRate = 0.02 }),
    ("momentum", { $0.momentum = 0.5 }),
    ("weight decay", { $0.weightDecay = 0.01 }),
    ("schedule", { $0.schedule = .cosine }),
    ("alpha", { $0.manifoldWeight = 0.5 }),
    ("measure", { $0.measure = .cosine }),
    ("measure", { $0.measure = .rejection }),
    ("gradient", { $0.gradient = .margin }),
    ("gradient", { $0.gradient = .trueLogit }),
    ("penalty point", { $0.penaltyPoint = .clean }),
    ("epsilon", { $0.epsilon = 0.2 }),
    ("steps", { $0.attackSteps = 2 }),
    ("step size", { $0.stepSize = 0.01 }),
    ("start", { $0.start = .none }),
    ("seed", { $0.seed = 1 }),
  ]

  private static let trained = Result { try parameters(reference()) }

  private static func parameters(
    _ configuration: TrainingConfiguration, box: ThreatModel.Box = .none
  ) throws -> [Float] {
    let trainer = try Trainer(configuration, on: Toy.set(), box: box)
    return try trainer.run(from: trainer.start()).network.parameters
  }

  @Test("each option changes the trained network and the digest", arguments: 0..<21)
  func option_changed_changesResult(_ index: Int) throws {
    let (name, change) = Self.changes[index]
    var configuration = Self.reference()
    change(&configuration)
    let changed = try Self.parameters(configuration)
    let trained = try Self.trained.get()
    #expect(changed != trained, "\(name)")
    #expect(try configuration.digest() != Self.reference().digest(), "\(name)")
  }

  @Test("the box of the attack changes the network and the digest of the run")
  func option_box_changesResult() throws {
    let boxed = try Self.parameters(Self.reference(), box: .unit)
    let trained = try Self.trained.get()
    #expect(boxed != trained)
    try Toy.inFolder { folder in
      let file = folder.appendingPathComponent("m.safetensors")
      let digests = try [ThreatModel.Box.none, .unit].map {
        try TrainingRun(Trainer(Self.reference(), on: Toy.set(), box: $0), output: file).digest()
      }
      #expect(digests[0] != digests[1])
    }
  }

  /// What an objective without attack and penalty, trained by Adam, does not look at.
  private static let irrelevant: [Change] = [
    { $0.momentum = 0.1 }, { $0.manifoldWeight = 7 }, { $0.measure = .cosine },
    { $0.gradient = .margin }, { $0.penaltyPoint = .clean }, { $0.epsilon = 0.3 },
    { $0.attackSteps = 9 }, { $0.stepSize = 0.5 }, { $0.start = .none },
  ]

  @Test("what an objective does not look at changes neither network nor digest", arguments: 0..<9)
  func option_irrelevant_changesNothing(_ index: Int) throws {
    let reference = Toy.configuration(.baseline)
    var configuration = reference
    Self.irrelevant[index](&configuration)
    #expect(configuration != reference)
    let (changed, trained) = (
      try Self.parameters(configuration), try Self.parameters(reference)
    )
    #expect(changed == trained)
    #expect(try configuration.digest() == reference.digest())
  }

  @Test("a weight of zero trains the objective without the manifold term")
  func option_zeroAlpha_isPlainObjective() throws {
    for (plain, penalised) in [
      (Objective.baseline, Objective.manifold), (.robust, .manifoldRobust),
    ] {
      var configuration = Toy.configuration(penalised)
      configuration.manifoldWeight = 0
      let zero = try Self.parameters(configuration)
      let without = try Self.parameters(Toy.configuration(plain))
      #expect(zero == without)
    }
  }
}
