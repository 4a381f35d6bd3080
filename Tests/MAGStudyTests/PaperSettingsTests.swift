import Foundation
import MAG
import Testing

@testable import MAGStudy

@Suite("Settings of the main job") struct PaperSettingsTests {
  @Test("the small version does less of everything and nothing differently")
  func quick_everything_isSmaller() {
    let (full, quick) = (PaperSettings(), PaperSettings.quick)
    #expect(zip(quick.sizes, full.sizes).allSatisfy { $0 <= $1 } && quick.sizes != full.sizes)
    #expect(quick.cleanEpochs < full.cleanEpochs)
    #expect(quick.adversarialEpochs < full.adversarialEpochs)
    #expect(Set(quick.epsilons).isSubset(of: full.epsilons))
    #expect(quick.steps < full.steps && quick.pairCount < full.pairCount)
    #expect(quick.drawnPairCount <= quick.pairCount)
    #expect(quick.testCount != nil && full.testCount == nil)
    // Put back what is smaller, and nothing else is left to differ.
    var same = quick
    (same.sizes, same.cleanEpochs, same.adversarialEpochs) = (
      full.sizes, full.cleanEpochs, full.adversarialEpochs
    )
    (same.comparisonAlphas, same.epsilons, same.steps) = (
      full.comparisonAlphas, full.epsilons, full.steps
    )
    (same.testCount, same.pairCount, same.adversarialCount) = (
      full.testCount, full.pairCount, full.adversarialCount
    )
    #expect(same == full)
  }

  @Test("both versions judge claim (vii) and fill the page's columns: their radii have 0.05 to 0.2")
  func epsilons_both_holdReportedRadii() {
    for settings in [PaperSettings(), .quick] {
      #expect(Set([0, 0.05, 0.1, 0.2]).isSubset(of: settings.epsilons))
      #expect(settings.transformationEpsilons == settings.transformationEpsilons.sorted())
    }
  }

  @Test("every objective's training follows the settings and is accepted", arguments: 0..<4)
  func training_objective_followsSettings(_ index: Int) throws {
    let objective = Objective.allCases[index]
    var settings = PaperSettings.quick
    (settings.seed, settings.batchSize) = (9, 77)
    (settings.cleanEpochs, settings.adversarialEpochs) = (4, 2)
    let training = settings.training(objective, alpha: 0.3)
    try training.validate()
    #expect(training.objective == objective && training.sizes == settings.sizes)
    #expect(training.seed == 9 && training.batchSize == 77 && training.manifoldWeight == 0.3)
    #expect(training.epochs == (objective.isAdversarial ? 2 : 4))
    // All else is the reference of that objective.
    var reference = TrainingConfiguration(objective)
    (reference.sizes, reference.epochs) = (training.sizes, training.epochs)
    (reference.seed, reference.batchSize, reference.manifoldWeight) = (9, 77, 0.3)
    #expect(training == reference)
  }

  @Test("settings come back from JSON")
  func json_roundTrip_isIdentity() throws {
    var settings = TinyPaper.settings
    settings.reading = .ownClass
    settings.centering = .centeredComponents
    settings.gradient = .trueLogit
    let data = try OrderedJSON.encode(settings)
    #expect(try OrderedJSON.decode(PaperSettings.self, from: data) == settings)
  }
}
