package dev.switchbook.directory.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** The JDK's parser as a judge of answers: what is not well-formed fails the test. */
final class SecureXml {

    private SecureXml() {}

    static Document parse(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        }
    }

    /** The elements on a path of tags, below the document. */
    static List<Element> at(Node from, String... path) {
        List<Element> level = new ArrayList<>();
        if (path.length == 0) {
            return level;
        }
        for (Node node = from.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(path[0])) {
                if (path.length == 1) {
                    level.add(element);
                } else {
                    level.addAll(
                            at(element, List.of(path).subList(1, path.length).toArray(new String[0])));
                }
            }
        }
        return level;
    }

    static Map<String, String> attributes(Element element) {
        Map<String, String> attributes = new LinkedHashMap<>();
        NamedNodeMap all = element.getAttributes();
        for (int i = 0; i < all.getLength(); i++) {
            attributes.put(all.item(i).getNodeName(), all.item(i).getNodeValue());
        }
        return attributes;
    }

    /** name → value of {@code <param>} or {@code <variable>} elements. */
    static Map<String, String> namesAndValues(List<Element> elements) {
        Map<String, String> values = new LinkedHashMap<>();
        elements.forEach(element -> values.put(element.getAttribute("name"), element.getAttribute("value")));
        return values;
    }

    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(@Nullable SAXParseException e) throws SAXException {
            fail(e);
        }

        @Override
        public void error(@Nullable SAXParseException e) throws SAXException {
            fail(e);
        }

        @Override
        public void fatalError(@Nullable SAXParseException e) throws SAXException {
            fail(e);
        }

        private static void fail(@Nullable SAXParseException e) throws SAXException {
            throw e == null ? new SAXException("no reason given") : e;
        }
    }
}
