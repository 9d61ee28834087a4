package io.verdigris.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A page as a strict parser reads it: whatever is not well-formed fails here. */
final class Seen {
  private final Document page;

  private Seen(Document page) {
    this.page = page;
  }

  static Seen page(HtmlReport report) {
    try {
      var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return new Seen(parser.parse(new InputSource(new StringReader(report.html()))));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("the page is not well-formed", e);
    }
  }

  /** Returns the texts of the nodes that this XPath selects, in the page's order. */
  List<String> all(String path) {
    try {
      var nodes =
          (NodeList)
              XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        texts.add(nodes.item(i).getTextContent().strip());
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new AssertionError(path, e);
    }
  }

  /** Returns the texts of the elements of this class. */
  List<String> ofClass(String name) {
    return all("//*[contains(concat(' ', @class, ' '), ' " + name + " ')]");
  }

  /** Returns the values of the facts with this name, of one rollout after the other. */
  List<String> fact(String name) {
    return all("//dt[.='" + name + "']/../dd");
  }

  String text() {
    return String.join("\n", all("//body"));
  }
}
