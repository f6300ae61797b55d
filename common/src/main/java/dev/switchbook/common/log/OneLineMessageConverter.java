package dev.switchbook.common.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message of an event, on one line whatever the network put into it. */
final class OneLineMessageConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return OneLine.of(String.valueOf(event.getFormattedMessage()));
    }
}
