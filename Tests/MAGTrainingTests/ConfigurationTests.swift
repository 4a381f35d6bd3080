import MAGFiles
import Testing

@testable import MAGTraining

@Suite("Training configuration")
struct ConfigurationTests {
  static let bad: [(String, @Sendable (inout TrainingConfiguration) -> Void)] = [
    ("epochs", { $0.epochs = 0 }),
    ("batch-size", { $0.batchSize = 0 }),
    ("learning-rate", { $0.learningRate = -1 }),
    ("learning-rate", { $0.learningRate = .infinity }),
    ("momentum", { $0.momentum = 1 }),
    ("weight-decay", { $0.weightDecay = -0.1 }),
    ("alpha", { $0.manifoldWeight = -1 }),
    ("alpha", { $0.manifoldWeight = .nan }),
    ("epochs", { $0.epochs = .max }),
    ("batch-size", { $0.batchSize = .max }),
    ("sizes", { $0.sizes = [784, .max, 10] }),
    ("sizes", { $0.sizes = [784, 900_000, 900_000, 10] }),
    ("sizes", { $0.sizes = [784] }),
    ("sizes", { $0.sizes = [784, 0, 10] }),
    ("sizes", { $0.sizes = [784, 1] }),
    ("activation", { $0.activation = "rulu" }),
  ]

  @Test("each meaningless value is refused with the name of its option", arguments: 0..<16)
  func validate_badValue_namesOption(_ index: Int) throws {
    let (option, change) = Self.bad[index]
    var configuration = TrainingConfiguration(.manifoldRobust)
    change(&configuration)
    let error = #expect(throws: TrainingFailure.self) { try configuration.validate() }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("--\(option)") == true)
  }

  @Test("attack settings are checked too")
  func validate_badAttack_throws() {
    var configuration = TrainingConfiguration(.robust)
    configuration.epsilon = -0.1
    #expect(throws: (any Error).self) { try configuration.validate() }
    configuration.epsilon = 0.1
    configuration.attackSteps = 0
    #expect(throws: (any Error).self) { try configuration.validate() }
  }

  @Test("the digest follows the settings that matter, and only those")
  func digest_irrelevantSettings_unchanged() throws {
    var baseline = TrainingConfiguration(.baseline)
    let digest = try baseline.digest()
    baseline.manifoldWeight = 5
    baseline.epsilon = 0.3
    baseline.penaltyPoint = .clean
    #expect(try baseline.digest() == digest)
    baseline.seed = 1
    #expect(try baseline.digest() != digest)
    var robust = TrainingConfiguration(.robust)
    let other = try robust.digest()
    robust.epsilon = 0.3
    #expect(try robust.digest() != other)
  }

  @Test("the reference epochs are 5 for clean and 3 for adversarial objectives")
  func init_objective_setsEpochs() {
    #expect(Objective.allCases.map { TrainingConfiguration($0).epochs } == [5, 5, 3, 3])
  }
}
