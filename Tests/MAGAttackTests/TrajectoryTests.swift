import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("The path of PGD") struct TrajectoryTests {
  @Test("on a linear model every iterate is where it is by hand, and it stands still in the corner")
  func linearModel_byHand_isRecorded() throws {
    // z₁ − z₀ = 2 x₀ − 3 x₁: label 0 is attacked along (+, −) by 1/16 a step, 1/8 in all.
    let network = try linear([[0, 0], [2, -3]], bias: [0, 0])
    let subjects = try AttackedImages(
      Matrix<Double>(rows: 1, columns: 2, storage: [0.5, 0.5]), labels: [0])
    let attack = PGD(threat: ThreatModel(epsilon: 0.125), steps: 3, stepSize: 0.0625)
    let path = try attack.trajectory(of: network, on: subjects)
    #expect(!path.hasRandomStart)
    #expect(path.points.storage == [0.5, 0.5, 0.5625, 0.4375, 0.625, 0.375, 0.625, 0.375])
    #expect((0..<4).map { path.step(ofRow: $0) } == [nil, 1, 2, 3])
    let back = try attack.trajectory(of: network, on: subjects, target: 1)
    #expect(back.points.row(1) == [0.4375, 0.5625])
  }

  @Test(
    "the last iterate has the bits of PGD's own result for that image",
    arguments: ThreatModel.Norm.allCases, Start.allCases)
  func trajectory_last_isPGDsResult(_ norm: ThreatModel.Norm, _ start: Start) throws {
    let example = try Example<Float>(count: 12)
    for (row, box) in [(2, ThreatModel.Box.none), (7, .unit)] {
      for goal in [Goal.untargeted, .targeted] {
        let attack = PGD(
          threat: ThreatModel(norm: norm, epsilon: 0.15, box: box), steps: 9, start: start,
          goal: goal, seed: 11)
        let one = try AttackedImages(
          example.subjects.images.rows(at: [row]), labels: [example.subjects.labels[row]],
          indices: [row])
        let target = goal == .targeted ? (one.labels[0] + 1) % 4 : nil
        let path = try attack.trajectory(of: example.network, on: one, target: target)
        let result = try attack.adversarials(
          of: example.network, on: one, targets: target.map { [$0] })
        #expect(path.points.rows == 10 + (start == .uniform ? 1 : 0))
        #expect(path.points.rows(at: [path.points.rows - 1]) == result)
        #expect(path.points.rows(at: [0]) == one.images)
      }
    }
  }

  @Test("every row is that of a plain attack that keeps its iterates", arguments: Start.allCases)
  func trajectory_rows_arePlainIterates(_ start: Start) throws {
    let example = try Example<Double>(count: 6)
    let one = try AttackedImages(
      example.subjects.images.rows(at: [4]), labels: [example.subjects.labels[4]], indices: [4])
    let attack = PGD(
      threat: ThreatModel(epsilon: 0.2), steps: 6, start: start,
      restarts: start == .uniform ? 3 : 1, seed: 3)
    for restart in 0..<attack.restarts {
      let path = try attack.trajectory(of: example.network, on: one, restart: restart)
      let plain = plainIterates(
        example.network, one.images, label: one.labels[0], index: 4, restart: restart, attack)
      #expect(path.hasRandomStart == (start == .uniform))
      #expect(path.leadingRows + attack.steps == path.points.rows)
      for (step, point) in plain.enumerated() {
        let row = path.points.rows(at: [path.leadingRows - 1 + step])
        #expect(row.distance(to: point) < 1e-12)
      }
    }
  }

  @Test("more steps continue a path that has the same steps")
  func trajectory_moreSteps_continues() throws {
    let example = try Example<Float>(count: 3)
    let one = try AttackedImages(
      example.subjects.images.rows(at: [1]), labels: [example.subjects.labels[1]], indices: [1])
    func path(_ steps: Int) throws -> [Float] {
      try PGD(threat: ThreatModel(epsilon: 0.1), steps: steps, stepSize: 0.02)
        .trajectory(of: example.network, on: one).points.storage
    }
    #expect(try path(7).starts(with: path(4)))
  }

  @Test("at a radius of 0 the attack does not move, with a random start either")
  func radius_zero_standsStill() throws {
    let example = try Example<Float>(count: 2)
    let one = try AttackedImages(
      example.subjects.images.rows(at: [0]), labels: [example.subjects.labels[0]])
    for start in Start.allCases {
      let path = try PGD(threat: ThreatModel(epsilon: 0), steps: 3, start: start)
        .trajectory(of: example.network, on: one)
      for row in 0..<path.points.rows { #expect(path.points.row(row) == one.images.row(0)) }
    }
  }

  @Test("another number of images, a class that is not there and bad settings are refused")
  func trajectory_badInput_isRefused() throws {
    let example = try Example<Float>(count: 2)
    let attack = PGD(threat: ThreatModel(epsilon: 0.1))
    #expect(throws: AttackFailure.indexCount(expected: 1, found: 2)) {
      try attack.trajectory(of: example.network, on: example.subjects)
    }
    let one = try AttackedImages(example.subjects.images.rows(at: [0]), labels: [0], indices: [9])
    #expect(throws: AttackFailure.label(index: 9, found: 4, classes: 4)) {
      try attack.trajectory(of: example.network, on: one, target: 4)
    }
    var still = attack
    still.steps = 0
    #expect(throws: AttackFailure.steps(found: 0)) {
      try still.trajectory(of: example.network, on: one)
    }
  }
}
