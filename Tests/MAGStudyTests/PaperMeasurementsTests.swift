import Foundation
import MAG
import Testing

@testable import MAGStudy

@Suite("Measurements of the main job") struct PaperMeasurementsTests {
  private let settings = TinyPaper.settings

  @Test("alignment and clean verdicts are those of direct calls", arguments: [0, 1, 4])
  func init_alignment_equalsMeasure(_ model: Int) throws {
    let measured = try TinyPaper.measurements(of: model)
    let set = try TinyPaper.test().set
    let network = measured.model.network
    #expect(measured.alignment == (try Measure.alignment(network, on: set)))
    let predictions = network.predictions(set.images)
    #expect(measured.clean == zip(predictions, set.set.labels).map { $0 == $1 })
    #expect(measured.clean.contains(true))
  }

  @Test("both curves are those of the robustness measurement with the same settings")
  func init_curves_equalMeasure() throws {
    let measured = try TinyPaper.measurements()
    var direct = RobustnessSettings()
    (direct.epsilons, direct.steps, direct.listBroken) = (settings.epsilons, settings.steps, true)
    let curves = try Measure.robustness(
      measured.model.network, on: TinyPaper.test().set, settings: direct, box: .none)
    #expect(measured.fgsm.points == curves[0].points)
    #expect(measured.pgd.points == curves[1].points)
    #expect(measured.pgd.points.map(\.epsilon) == [0, 0.05, 0.1, 0.2])
  }

  @Test("the images that survive are as many as the curve says, at every radius above 0")
  func evidence_survival_countsAsCurve() throws {
    for model in 0..<5 {
      let measured = try TinyPaper.measurements(of: model)
      let evidence = ClaimEvidence.Model(measured)
      for (lists, curve) in [(evidence.fgsm, measured.fgsm), (evidence.pgd, measured.pgd)] {
        let positive = curve.points.filter { $0.epsilon > 0 }
        #expect(lists.map { $0.count { $0 } } == positive.map(\.correct))
        // Wrong when clean counts as broken everywhere.
        for list in lists {
          #expect(zip(list, evidence.clean).allSatisfy { survives, clean in clean || !survives })
        }
      }
      // PGD counts an image broken at a smaller radius as broken at the larger ones.
      for (small, large) in zip(evidence.pgd, evidence.pgd.dropFirst()) {
        #expect(zip(small, large).allSatisfy { before, after in before || !after })
      }
      #expect(evidence.cosines == measured.alignment.cosine.values)
    }
  }

  @Test("angles are those of the first crossings that the crossing measurement finds")
  func init_angles_equalCrossings() throws {
    let measured = try TinyPaper.measurements()
    let (set, pairs) = try TinyPaper.test()
    let direct = try Measure.crossings(measured.model.network, on: set, pairs: pairs)
    #expect(measured.pairs == direct)
    #expect(measured.firstAngles == direct.map { $0.crossings.first?.angleDegrees })
    #expect(measured.firstAngles.contains { $0 != nil })
    #expect(ClaimEvidence.Model(measured).angles == measured.firstAngles)
  }

  @Test("every clean image that was drawn is walked to its adversarial, nothing else")
  func adversarialAngles_drawn_areCleanOnes() throws {
    var all = settings
    all.adversarialCount = 1000
    let measured = try TinyPaper.measurements(settings: all)
    #expect(measured.adversarialAngles.count == measured.clean.count { $0 })
    // A first crossing lies on the way exactly where the attack's last iterate left the class.
    #expect(measured.adversarialAngles.contains { $0 != nil })
    all.adversarialEpsilon = 1e-9
    let tiny = try TinyPaper.measurements(settings: all)
    #expect(tiny.adversarialAngles.count == measured.adversarialAngles.count)
    #expect(tiny.adversarialAngles.allSatisfy { $0 == nil })
    all.adversarialCount = 0
    #expect(try TinyPaper.measurements(settings: all).adversarialAngles.isEmpty)
  }

  @Test("progress names model and attack and ends at the whole")
  func init_progress_endsAtTotal() throws {
    let events = Events()
    let (set, pairs) = try TinyPaper.test()
    let model = try TinyPaper.outcome.get().models.objectives[2]
    _ = try PaperMeasurements(
      model, on: set, pairs: pairs, settings: settings, tell: events.take)
    let last = try #require(events.measured.last)
    #expect(last.what == "PGD-3 on robust")
    #expect(last.done == last.total && last.total > 0)
  }

  @Test("figures 1 and 3 hold exactly the numbers measured, the control apart")
  func figures_curves_equalMeasurements() throws {
    let measured = try (0..<5).map { try TinyPaper.measurements(of: $0) }
    let files = try TinyPaper.outcome.get().files
    let first = try Figure1.read(#require(files["figure-1.json"]), from: "figure-1.json")
    #expect(first.models.map(\.name) == measured.prefix(4).map(\.model.name))
    for (drawn, model) in zip(first.models, measured) {
      #expect(drawn.cosines == model.alignment.cosine.values.compactMap { $0 })
    }
    #expect(first.control?.cosine == measured[4].alignment.cosine.mean)
    #expect(first.notice == (try TinyPaper.data.get().notice))
    let third = try Figure3.read(#require(files["figure-3.json"]), from: "figure-3.json")
    let models = third.models + (third.control.map { [$0] } ?? [])
    #expect(models.count == 5)
    for (drawn, model) in zip(models, measured) {
      #expect(drawn.name == model.model.name)
      #expect(drawn.curves.map(\.attack) == ["FGSM", "PGD-3"])
      for (curve, points) in zip(drawn.curves, [model.fgsm.points, model.pgd.points]) {
        #expect(curve.values.map(\.epsilon) == points.map(\.epsilon))
        #expect(curve.values.map(\.accuracy) == points.map(\.accuracy))
        #expect(curve.values.map(\.lower) == points.map { $0.interval[0] })
      }
    }
  }

  @Test("figure 2 shows the first pairs with every crossing and kink of each objective")
  func figure2_walks_equalMeasurements() throws {
    let outcome = try TinyPaper.outcome.get()
    let second = try Figure2.read(
      #require(outcome.files["figure-2.json"]), from: "figure-2.json")
    let (set, pairs) = try TinyPaper.test()
    let drawn = Array(pairs.prefix(3))
    #expect(second.pairs.map(\.from.index) == drawn.map(\.from))
    #expect(second.pairs.map(\.to.label) == drawn.map { set.set.labels[$0.to] })
    #expect(second.pairs[2].from.pixels == Array(try set.exact(at: [drawn[2].from]).storage))
    #expect(second.models.count == 4)
    for (model, shown) in zip(outcome.models.objectives, second.models) {
      let direct = try Measure.crossings(model.network, on: set, pairs: drawn, kinks: true)
      #expect(shown.walks.map(\.startClass) == direct.map(\.startClass))
      #expect(shown.walks.map { $0.crossings.map(\.t) } == direct.map { $0.crossings.map(\.t) })
      #expect(shown.walks.map(\.kinks.count) == direct.map { ($0.pieces ?? 0) - 1 })
    }
  }

  @Test(
    "figure 4 shows the manifold model's image, and the baseline's on the same at the same radius")
  func figure4_rows_shareImageAndRadius() throws {
    let outcome = try TinyPaper.outcome.get()
    let fourth = try Figure4.read(
      #require(outcome.files["figure-4.json"]), from: "figure-4.json")
    let facts = outcome.results.transformation
    #expect(fourth.rows.map(\.model) == ["manifold", "baseline"])
    #expect(fourth.rows.map(\.index) == [facts["manifold"]?.index, facts["manifold"]?.index])
    #expect(facts["baseline"]?.epsilonsTried == [fourth.epsilon])
    #expect(fourth.rows[0].original.pixels == fourth.rows[1].original.pixels)
    for row in fourth.rows {
      let (original, attacked) = (row.original.pixels, row.attacked.pixels)
      // Float32 pixels of size 1.
      #expect(zip(original, attacked).allSatisfy { abs($0 - $1) <= fourth.epsilon + 1e-6 })
      for (index, middle) in row.midpoint.pixels.enumerated() {
        #expect(abs(middle - (original[index] + attacked[index]) / 2) < 1e-6)
      }
    }
    let set = try TinyPaper.test().set
    #expect(fourth.rows[0].index.map { set.set.labels[$0] } == settings.transformationFrom)
  }
}
