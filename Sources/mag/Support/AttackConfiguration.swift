import MAG

/// The settings of a command with an attack as results record them.
struct AttackConfiguration<Settings: Encodable>: Encodable {
  var settings: Settings
  /// In place of that of the settings; nil where it differs by checkpoint.
  var box: BoxChoice?

  private enum CodingKeys: String, CodingKey {
    case box
  }

  func encode(to encoder: any Encoder) throws {
    try settings.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(box, forKey: .box)
  }
}
