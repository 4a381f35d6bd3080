import MAGAttack
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Measured robustness and transformation") struct MeasureAttackTests {
  private static func settings() -> RobustnessSettings {
    var settings = RobustnessSettings()
    settings.epsilons = [0, 0.05, 0.2]
    settings.steps = 4
    return settings
  }

  @Test("at radius 0 both attacks leave the clean accuracy, and curves follow the settings' order")
  func robustness_zero_isClean() throws {
    let set = try Toy.measured()
    let network = try Toy.network()
    let clean = zip(network.predictions(set.images), set.set.labels).count { $0 == $1 }
    var settings = Self.settings()
    settings.attacks = [.pgd, .fgsm]
    let curves = try Measure.robustness(network, on: set, settings: settings, box: .none)
    #expect(curves.map(\.attack) == ["pgd", "fgsm"])
    #expect(curves.allSatisfy { $0.points[0].correct == clean && $0.cleanCorrect == clean })
    #expect(curves.allSatisfy { $0.points.allSatisfy { $0.broken == nil } })
  }

  @Test("with chosen images only these are counted, and the broken ones are named")
  func robustness_indices_areListed() throws {
    let set = try Toy.measured()
    var settings = Self.settings()
    settings.epsilons = [0.5]
    settings.indices = [30, 4, 5, 6]
    let curves = try Measure.robustness(
      Toy.network(), on: set, settings: settings, box: .none)
    for point in curves.flatMap(\.points) {
      #expect(point.count == 4)
      let broken = try #require(point.broken)
      #expect(Set(broken).isSubset(of: [30, 4, 5, 6]))
    }
  }

  @Test("the settings' norm, box, gradient and counting rule are those of the curve")
  func robustness_settings_areRecorded() throws {
    let set = try Toy.measured(.raw)
    var settings = Self.settings()
    settings.attacks = [.pgd]
    (settings.norm, settings.box, settings.gradient) = (.l2, .unit, .margin)
    (settings.count, settings.start, settings.restarts) = (.last, .uniform, 2)
    settings.seed = 7
    let curve = try Measure.robustness(
      Toy.network(), on: set, settings: settings, box: .unit)[0]
    let record = AttackRecord(curve)
    #expect(record.norm == .l2 && record.box == "unit" && record.gradient == .margin)
    #expect(record.countRule == .last && record.start == .uniform && record.restarts == 2)
    #expect(record.seed == 7 && record.steps == 4)
    #expect(record.gradientEvaluations <= record.naiveGradientEvaluations)
    #expect(record.naiveGradientEvaluations == 40 * 2 * 2 * 4)
  }

  @Test("progress counts up to the whole of each attack")
  func robustness_progress_endsAtTotal() throws {
    var seen: [MeasureProgress] = []
    _ = try Measure.robustness(
      Toy.network(), on: Toy.measured(), settings: Self.settings(), box: .none
    ) { seen.append($0) }
    for task in ["fgsm", "pgd"] {
      let last = try #require(seen.last { $0.task == task })
      #expect(last.done == last.total && last.total > 0)
    }
  }

  @Test("settings that mean nothing are refused")
  func settings_meaningless_areRefused() {
    var settings = Self.settings()
    settings.epsilons = []
    #expect(throws: AttackFailure.noEpsilons) { try settings.validate() }
    settings.epsilons = [-0.1]
    #expect(throws: AttackFailure.epsilon(found: -0.1)) { try settings.validate() }
    settings.epsilons = [0.1]
    settings.indices = []
    #expect(throws: AttackFailure.noImages) { try settings.validate() }
    settings.indices = nil
    settings.steps = 0
    #expect(throws: AttackFailure.steps(found: 0)) { try settings.validate() }
  }

  @Test("a transformation can be repeated on its image and radius with another network")
  func transformation_repeated_usesSameImage() throws {
    let set = try Toy.measured()
    var settings = TransformationSettings()
    (settings.from, settings.to) = (0, 1)
    (settings.epsilons, settings.steps, settings.threshold) = ([0.2, 0.9], 10, 0.6)
    let found = try Measure.transformation(
      Toy.network(), on: set, settings: settings, box: .none)
    let attempt = try #require(found.attempt)
    let again = settings.repeating(found)
    #expect(again.index == attempt.index && again.epsilons == [attempt.epsilon])
    let other = try Measure.transformation(
      Toy.network(seed: 11), on: set, settings: again, box: .none)
    #expect(other.attempt?.index == attempt.index)
    #expect(other.attempt?.original == attempt.original)
  }

  @Test("a transformation to its own class, or of an image that is not there, is refused")
  func transformation_impossible_isRefused() throws {
    var settings = TransformationSettings()
    settings.to = 2
    #expect(throws: AttackFailure.sameClass(2)) { try settings.validate() }
    (settings.to, settings.index) = (1, 99)
    let (set, network) = (try Toy.measured(), try Toy.network())
    #expect(throws: MeasureFailure.index(found: 99, count: 40)) {
      try Measure.transformation(network, on: set, settings: settings, box: .none)
    }
    settings.threshold = 0
    #expect(throws: AttackFailure.threshold(found: 0)) { try settings.validate() }
  }
}
