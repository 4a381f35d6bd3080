/// What a figure says about itself as XMP (ISO 16684-1): Dublin Core's title, description and
/// subject, the keywords and the tool, and the manifest as a property of a namespace of its own.
struct XMPPacket {
  var metadata: FigureMetadata
  /// The media type, e.g. `application/pdf`.
  var mediaType: String
  /// The manifest's JSON on one line.
  var manifest: String?

  static let manifestOpening = "<mag:manifest>"
  static let manifestClosing = "</mag:manifest>"

  /// The RDF alone, as the `metadata` element of an SVG holds it.
  var rdf: String {
    var properties = [
      "<dc:format>\(mediaType)</dc:format>",
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">\(XMLText.escaped(metadata.title))"
        + "</rdf:li></rdf:Alt></dc:title>",
      "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">"
        + "\(XMLText.escaped(metadata.altText))</rdf:li></rdf:Alt></dc:description>",
      "<xmp:CreatorTool>\(XMLText.escaped(metadata.software))</xmp:CreatorTool>",
    ]
    if !metadata.keywords.isEmpty {
      let items = metadata.keywords.map { "<rdf:li>\(XMLText.escaped($0))</rdf:li>" }.joined()
      properties.append("<dc:subject><rdf:Bag>\(items)</rdf:Bag></dc:subject>")
      properties.append(
        "<pdf:Keywords>\(XMLText.escaped(metadata.keywordList))</pdf:Keywords>")
    }
    if let manifest {
      properties.append(
        XMPPacket.manifestOpening + XMLText.escaped(manifest) + XMPPacket.manifestClosing)
    }
    return """
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
      xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
      xmlns:mag="urn:x-mag:manifest#">
      \(properties.joined(separator: "\n"))
      </rdf:Description>
      </rdf:RDF>
      """
  }

  /// The whole packet, as a metadata stream of a PDF holds it.
  var text: String {
    """
    <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
    \(rdf)
    </x:xmpmeta>
    <?xpacket end="r"?>
    """
  }
}
