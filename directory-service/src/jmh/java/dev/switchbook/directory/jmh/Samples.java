package dev.switchbook.directory.jmh;

import java.nio.charset.StandardCharsets;

/** A login as FreeSWITCH sends it, and the records that answer it. */
final class Samples {

    static final String DOMAIN = "pbx.example";
    static final String EXTENSION = "121000";

    static final byte[] FORM =
            bytes("hostname=pbx1&section=directory&tag_name=domain&key_name=name&key_value=pbx.example"
                    + "&Event-Name=REQUEST_PARAMS&Core-UUID=34aba1f3-8951-47a0-a125-15450b774669&FreeSWITCH-Hostname=pbx1"
                    + "&FreeSWITCH-Switchname=pbx1&FreeSWITCH-IPv4=127.0.0.1&FreeSWITCH-IPv6=%3A%3A1"
                    + "&Event-Date-Local=2026-11-22%2015%3A35%3A37&Event-Date-GMT=Sun,%2022%20Nov%202026%2015%3A35%3A37%20GMT"
                    + "&Event-Date-Timestamp=1795361737212226&Event-Calling-File=sofia_reg.c"
                    + "&Event-Calling-Function=sofia_reg_parse_auth&Event-Calling-Line-Number=3124&Event-Sequence=425"
                    + "&action=sip_auth&sip_profile=internal&sip_user_agent=LabPhone/1.0&sip_auth_username=121000"
                    + "&sip_auth_realm=pbx.example&sip_auth_nonce=fd2ca70d-28cb-4d85-acde-b036ecb2378a"
                    + "&sip_auth_uri=sip%3Apbx.example&sip_contact_user=121000&sip_contact_host=127.0.0.1&sip_to_user=121000"
                    + "&sip_to_host=pbx.example&sip_via_protocol=udp&sip_from_user=121000&sip_from_host=pbx.example"
                    + "&sip_call_id=28447ac00055%40lab&sip_request_host=pbx.example&sip_auth_qop=auth"
                    + "&sip_auth_cnonce=9783bf6f0058&sip_auth_nc=00000001"
                    + "&sip_auth_response=15508fc04acfeffcb7050ac00c9d3648&sip_auth_method=REGISTER&client_port=57462"
                    + "&key=id&user=121000&domain=pbx.example&ip=127.0.0.1");

    static final byte[] RECORD = bytes("{\"param\":{\"password\":\"0u4hk2m9q7c5e1ab\",\"vm-password\":\"121000\"},"
            + "\"variable\":{\"toll_allow\":\"domestic,local\",\"accountcode\":\"121000\",\"user_context\":\"default\","
            + "\"effective_caller_id_name\":\"Extension 121000\",\"effective_caller_id_number\":\"121000\","
            + "\"outbound_caller_id_number\":\"+4930121000\",\"callgroup\":\"sales\","
            + "\"hold_music\":\"local_stream://moh\"},\"attribute\":{}}");

    static final byte[] DOMAIN_RECORD =
            bytes("{\"param\":{\"dial-string\":\"${sofia_contact(*/${dialed_user}@${dialed_domain})}\"}}");

    private Samples() {}

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
