import ArgumentParser
import MAG

/// What a report measures of checkpoints: quick enough to be waited for, and all of it recorded.
struct ReportOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Random pairs of images of different classes whose paths are walked.", valueName: "pairs"))
  var random = 200

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Radii in pixel units, separated by commas.", valueName: "list"))
  var epsilons = "0,0.05,0.1,0.2,0.3"

  @Option(help: ArgumentHelp("Of fgsm and pgd.", valueName: "list"))
  var attacks = "fgsm,pgd"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images that are attacked, evenly spread over the split, or all.", valueName: "n|all"))
  var attacked = "1000"

  @Option(parsing: .unconditional, help: "The class of the image that is turned into another.")
  var from = 2

  @Option(parsing: .unconditional, help: "The class it is turned into.")
  var to = 3

  /// The most images to attack; nil for all.
  func attackedCount() throws(OptionFailure) -> Int? {
    if attacked == "all" { return nil }
    guard let count = Int(attacked), count > 0 else {
      throw OptionFailure(
        option: "--attacked", expected: "a whole number from 1, or all", found: "'\(attacked)'")
    }
    return count
  }

  func validate() throws {
    try OptionValue.require(random, atLeast: 1, option: "--random")
    _ = try attackedCount()
    _ = try OptionValue.numbers(epsilons, option: "--epsilons")
    let kinds: [AttackKind] = try OptionValue.words(attacks, option: "--attacks")
    guard !kinds.isEmpty, from != to else { throw AttackFailure.sameClass(from) }
  }

  /// The settings of the robustness curves but for images and box, which depend on the data.
  func robustness(_ attack: AttackOptions, seed: UInt64) throws -> RobustnessSettings {
    var settings = RobustnessSettings()
    settings.attacks = try OptionValue.words(attacks, option: "--attacks")
    settings.epsilons = try OptionValue.numbers(epsilons, option: "--epsilons")
    (settings.norm, settings.steps, settings.stepSize) =
      (attack.norm, attack.steps, attack.stepSize)
    (settings.start, settings.restarts) = (attack.start, attack.restarts)
    (settings.gradient, settings.seed) = (attack.gradient, seed)
    return settings
  }

  /// The settings of the transformation but for the box.
  func transformation(_ attack: AttackOptions, seed: UInt64) throws -> TransformationSettings {
    var settings = TransformationSettings()
    (settings.from, settings.to) = (from, to)
    (settings.norm, settings.steps, settings.stepSize) =
      (attack.norm, attack.steps, attack.stepSize)
    (settings.start, settings.restarts) = (attack.start, attack.restarts)
    (settings.gradient, settings.seed) = (attack.gradient, seed)
    return settings
  }

  /// Those of the crossings: exact where that is possible, with certificates.
  var crossings: CrossingSettings {
    var settings = CrossingSettings()
    settings.certificateStride = 64
    return settings
  }
}
