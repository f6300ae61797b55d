package dev.switchbook.directory.freeswitch;

/** What {@code user_data} is asked for. */
public enum UserDataType {
    ATTR,
    VAR,
    PARAM
}
