package io.glasscast.protocol.dash;

import java.util.ArrayDeque;
import java.util.Deque;

/// Writes XML element by element. Attributes belong to the element opened last.
final class Xml {
    private final StringBuilder text = new StringBuilder(4096).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();
    private boolean inTag;

    Xml open(String name) {
        closeTag();
        text.append(" ".repeat(open.size())).append('<').append(name);
        open.push(name);
        inTag = true;
        return this;
    }

    Xml attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        escape(value);
        text.append('"');
        return this;
    }

    Xml attribute(String name, long value) {
        return attribute(name, Long.toString(value));
    }

    Xml close() {
        var name = open.pop();
        if (inTag) text.append("/>\n");
        else text.append(" ".repeat(open.size())).append("</").append(name).append(">\n");
        inTag = false;
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void closeTag() {
        if (inTag) text.append(">\n");
        inTag = false;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '"' -> text.append("&quot;");
                default -> text.append(c);
            }
        }
    }
}
