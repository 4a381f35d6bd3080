import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("Threat model and settings") struct ThreatModelTests {
  let threat = ThreatModel(epsilon: 0.1)

  @Test("a radius below zero, infinite or NaN is refused", arguments: [-0.1, .infinity, .nan])
  func epsilon_notARadius_isRefused(_ epsilon: Double) {
    #expect {
      try ThreatModel(epsilon: epsilon).validate()
    } throws: { error in
      guard case .epsilon(let found)? = error as? AttackFailure else { return false }
      return found == epsilon || epsilon.isNaN
    }
  }

  @Test("radius zero is a valid threat") func epsilon_zero_isAccepted() throws {
    try ThreatModel(epsilon: 0).validate()
  }

  @Test("a box with limits for other images is refused")
  func box_otherWidth_isRefused() {
    let box = ThreatModel.Box.data(lower: [0, 0], upper: [1, 1])
    #expect(throws: AttackFailure.boxWidth(expected: 3, found: 2)) {
      try ThreatModel(epsilon: 0, box: box).validate(inputDimension: 3)
    }
    #expect(throws: AttackFailure.boxWidth(expected: 1, found: 2)) {
      try ThreatModel(epsilon: 0, box: .data(lower: [0], upper: [1, 1])).validate()
    }
  }

  @Test("a box with a lower limit above the upper one is refused, by pixel")
  func box_upsideDown_isRefused() {
    let box = ThreatModel.Box.data(lower: [0, 2], upper: [1, 1])
    #expect(throws: AttackFailure.boxOrder(pixel: 1, lower: 2, upper: 1)) {
      try ThreatModel(epsilon: 0, box: box).validate()
    }
  }

  @Test("steps, step size and restarts must be positive")
  func settings_nonPositive_areRefused() {
    #expect(throws: AttackFailure.steps(found: 0)) {
      try PGD(threat: threat, steps: 0).validate()
    }
    #expect(throws: AttackFailure.stepSize(found: 0)) {
      try PGD(threat: threat, stepSize: 0).validate()
    }
    #expect(throws: AttackFailure.restarts(found: 0)) {
      try PGD(threat: threat, restarts: 0).validate()
    }
  }

  @Test("several restarts without a random start are refused")
  func restarts_sameStart_areRefused() throws {
    #expect(throws: AttackFailure.restartsWithoutStart(found: 3)) {
      try PGD(threat: threat, restarts: 3).validate()
    }
    try PGD(threat: threat, start: .uniform, restarts: 3).validate()
  }

  @Test("the predicted logit cannot lead to a target")
  func predictedLogit_targeted_isRefused() {
    #expect(throws: AttackFailure.targetedPredictedLogit) {
      try PGD(threat: threat, goal: .targeted, gradient: .predictedLogit).validate()
    }
    #expect(throws: AttackFailure.targetedPredictedLogit) {
      try FGSM(threat: threat, goal: .targeted, gradient: .predictedLogit).validate()
    }
  }

  @Test("the step size defaults to 2.5 epsilon / steps and can be given")
  func stepSize_default_followsRadius() {
    #expect(PGD(threat: threat, steps: 5).stepSize(at: 0.2) == 0.1)
    #expect(PGD(threat: threat, steps: 5, stepSize: 0.03).stepSize(at: 0.2) == 0.03)
  }

  @Test("images without labels, indices or rows are refused")
  func images_ofAnotherCount_areRefused() throws {
    let images = Matrix<Float>(rows: 2, columns: 3)
    #expect(throws: AttackFailure.noImages) {
      try AttackedImages(Matrix<Float>(rows: 0, columns: 3), labels: [])
    }
    #expect(throws: AttackFailure.labelCount(expected: 2, found: 1)) {
      try AttackedImages(images, labels: [0])
    }
    #expect(throws: AttackFailure.indexCount(expected: 2, found: 3)) {
      try AttackedImages(images, labels: [0, 1], indices: [5, 6, 7])
    }
  }

  @Test("images and labels that the network does not know are refused")
  func images_forAnotherNetwork_areRefused() throws {
    let subjects = try AttackedImages(
      Matrix<Float>(rows: 2, columns: 3), labels: [0, 4], indices: [10, 20])
    #expect(throws: AttackFailure.imageWidth(expected: 5, found: 3)) {
      try subjects.validate(inputDimension: 5, classCount: 10)
    }
    #expect(throws: AttackFailure.label(index: 20, found: 4, classes: 4)) {
      try subjects.validate(inputDimension: 3, classCount: 4)
    }
  }

  @Test("every refusal says what was expected and what was found, in one sentence")
  func failures_descriptions_areOneSentence() {
    let failures: [AttackFailure] = [
      .epsilon(found: -1), .steps(found: 0), .stepSize(found: 0), .restarts(found: 0),
      .restartsWithoutStart(found: 2), .noEpsilons, .noImages, .boxWidth(expected: 1, found: 2),
      .boxOrder(pixel: 1, lower: 2, upper: 1), .imageWidth(expected: 1, found: 2),
      .labelCount(expected: 1, found: 2), .indexCount(expected: 1, found: 2),
      .label(index: 1, found: 2, classes: 2), .classNumber(found: 9, classes: 2),
      .sameClass(3), .index(found: 7, count: 2), .targetedCurve, .targetedPredictedLogit,
      .threshold(found: 2), .basisWidth(expected: 1, found: 2),
    ]
    for failure in failures {
      #expect(failure.description.contains("expected"))
      #expect(failure.description.contains("found"))
      #expect(failure.description.hasSuffix("."))
      #expect(failure.kind == .usage || failure.kind == .badData)
    }
    #expect(Set(failures.map(\.description)).count == failures.count)
  }
}
