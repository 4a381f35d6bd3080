import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// What samples and bisection see of paths that are known by hand.
@Suite("Audits by uniform samples") struct AuditTests {
  /// Logits (1/2, 1 − |x|): class 1 for |x| < 1/2 only.
  private let tent = chain([[[1], [-1]], [[0, 0], [-1, -1]]], [[0, 0], [0.5, 1]])

  private func audit(
    _ chain: [FullyConnectedStage<Double>], _ start: [Double], _ end: [Double], samples: Int,
    _ precision: PathAudit.Precision = .double
  ) throws -> PathAudit {
    let (a, b) = (matrix([start]), matrix([end]))
    let path = try ExactPath(PiecewiseNetwork(chain)).paths(from: a, to: b)[0]
    let auditor = try PathAuditor(network(chain), samples: samples, precision: precision)
    return auditor.audit(path, from: a.row(0), to: b.row(0))
  }

  @Test("two crossings between neighbouring samples cancel and are missed")
  func audit_cancelling_isMissed() throws {
    // On −3 … 3 the class is 1 for t in (5/12, 7/12), which samples at thirds do not see.
    let coarse = try audit(tent, [-3], [3], samples: 4)
    #expect(coarse.samples == 4 && coarse.precision == .double)
    #expect((coarse.reported, coarse.found, coarse.missed, coarse.spurious) == (0, 0, 2, 0))
    #expect(coarse.largestTimeError == nil && coarse.largestAngleErrorDegrees == nil)
    let fine = try audit(tent, [-3], [3], samples: 101)
    #expect((fine.reported, fine.found, fine.missed, fine.spurious) == (2, 2, 0, 0))
    #expect(try #require(fine.largestTimeError) < 1e-15)
    #expect(fine.largestAngleErrorDegrees == 0)
  }

  @Test("a class that comes and goes between samples makes one spurious crossing and two missed")
  func audit_thirdClassBetween_isSpurious() throws {
    // Logits (1 − x, 3/4, x) on 0 … 1: classes 0, 1, 2 with changes at 1/4 and 3/4.
    let three = chain([[[-1], [0], [1]]], [[1, 0.75, 0]])
    let coarse = try audit(three, [0], [1], samples: 2)
    #expect((coarse.reported, coarse.found, coarse.missed, coarse.spurious) == (1, 0, 2, 1))
    let fine = try audit(three, [0], [1], samples: 3)
    #expect((fine.reported, fine.found, fine.missed, fine.spurious) == (2, 2, 0, 0))
  }

  @Test("single precision finds t to its own rounding, double to its own")
  func audit_precision_showsInErrors() throws {
    // f0 − f1 = x − 1/3 from 0 to 1 in two pixels, tilted by 45°.
    let third = chain([[[1, 1], [0, 0]]], [[0, 1.0 / 3]])
    let single = try audit(third, [0, 0], [1, 0], samples: 10, .single)
    let double = try audit(third, [0, 0], [1, 0], samples: 10)
    #expect(single.found == 1 && double.found == 1)
    let error = try #require(single.largestTimeError)
    #expect(error > 1e-10 && error < 1e-7)
    #expect(try #require(double.largestTimeError) < 1e-15)
    #expect(try #require(single.largestAngleErrorDegrees) < 1e-5)
  }

  @Test("crossings are matched by class, nearest first, within a sample's distance")
  func audit_matching_isByClassAndDistance() {
    func exact(_ t: Double, _ from: Int, _ to: Int) -> Crossing {
      var crossing = Crossing(t: t, fromClass: from, toClass: to)
      crossing.angleDegrees = 30
      return crossing
    }
    let audit = PathAudit(
      samples: 11, precision: .double,
      reported: [
        ReportedChange(t: 0.21, from: 0, to: 1, angleDegrees: 31),
        ReportedChange(t: 0.24, from: 1, to: 0, angleDegrees: nil),
        ReportedChange(t: 0.26, from: 0, to: 1, angleDegrees: 34),
        ReportedChange(t: 0.9, from: 1, to: 2, angleDegrees: 10),
      ],
      exact: [
        exact(0.2, 0, 1), exact(0.235, 1, 0), exact(0.25, 0, 1), exact(0.6, 1, 2), exact(0.8, 2, 1),
      ])
    #expect((audit.reported, audit.found, audit.missed, audit.spurious) == (4, 3, 2, 1))
    #expect(audit.largestTimeError.map { abs($0 - 0.01) < 1e-12 } == true)
    #expect(audit.largestAngleErrorDegrees == 4)
  }

  @Test("an audit counts every exact crossing once, on random networks", arguments: 0..<4)
  func audit_random_addsUp(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 15)
    var found = 0
    for draw in 0..<60 {
      let chain = randomChain(&generator, inputs: 4, coarse: draw % 3 == 0)
      let (a, b) = (normal(1, 4, &generator), normal(1, 4, &generator))
      let path = try ExactPath(PiecewiseNetwork(chain)).paths(from: a, to: b)[0]
      for precision in PathAudit.Precision.allCases {
        let auditor = try PathAuditor(network(chain), samples: 60, precision: precision)
        let audit = auditor.audit(path, from: a.row(0), to: b.row(0))
        #expect(audit.found + audit.missed == path.crossings.count)
        #expect(audit.found + audit.spurious == audit.reported)
        #expect((audit.largestTimeError == nil) == (audit.found == 0))
        #expect(audit.largestTimeError.map { $0 <= 1.0 / 59 } ?? true)
        found += audit.found
      }
    }
    #expect(found > 20)
  }

  @Test("a dead boundary has no angle to audit, and one sample is no audit")
  func audit_extremes_areRefusedOrNil() throws {
    // After the last ReLU both logits are 0 from x = 0 on: class 0 takes over, without a normal.
    let dead = chain([[[0], [-1]]], nil, .relu, last: .relu)
    let audit = try audit(dead, [-1], [1], samples: 20)
    #expect(audit.found == 1 && audit.largestAngleErrorDegrees == nil)
    #expect(throws: GeometryFailure.tooFewAuditSamples(1)) {
      try self.audit(tent, [0], [1], samples: 1)
    }
    let same = try self.audit(tent, [1], [1], samples: 5)
    #expect(same.reported == 0 && same.missed == 0)
  }
}
